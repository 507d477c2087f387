#pragma once

#include "stratum/net/server.hpp"

#include <functional>
#include <gtest/gtest.h>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

/// For tests of what is sent to others: a real HTTP server on loopback that keeps what it is sent. Not for anything
/// else.
namespace stratum::platform {

class Receiver final : public net::Application {
  public:
    struct Taken {
        net::Method method;
        std::string path;
        net::Headers headers;
        std::string body;
    };
    using Answer = std::function<net::Response(const net::Request& request)>;

    /// `answer` is called on the server's threads; 204 without it.
    explicit Receiver(Answer answer = {}) : answer_(std::move(answer)) {
        server_ = std::move(net::Server::start({.drain_patience = Seconds{0.2}}, *this, {}).value());
    }
    [[nodiscard]] std::string port() const { return std::to_string(server_->port()); }
    [[nodiscard]] std::string url(const std::string& path = "/") const { return "http://127.0.0.1:" + port() + path; }
    [[nodiscard]] std::vector<Taken> taken() const {
        const std::scoped_lock lock{mutex_};
        return taken_;
    }
    /// From now on.
    void answer(Answer answer) {
        const std::scoped_lock lock{mutex_};
        answer_ = std::move(answer);
    }

    net::Plan plan(net::Request&) override {
        return {.handle = [this](net::Request& request) {
            Answer answer;
            {
                const std::scoped_lock lock{mutex_};
                taken_.push_back({request.method, request.path, request.headers, request.body});
                answer = answer_;
            }
            return answer ? answer(request) : net::Response{.status = 204};
        }};
    }
    net::Response refuse(net::Request&, int status, std::string_view) override { return {.status = status}; }
    void answered(const net::Request&, int, std::int64_t, double) override {}

  private:
    mutable std::mutex mutex_;
    Answer answer_;  ///< Guarded by `mutex_`, as is the next.
    std::vector<Taken> taken_;
    std::unique_ptr<net::Server> server_;  // last, so that it ends first
};

}  // namespace stratum::platform
