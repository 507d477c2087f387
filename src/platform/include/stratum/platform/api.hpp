#pragma once

#include "stratum/net/application.hpp"
#include "stratum/net/router.hpp"
#include "stratum/platform/api_options.hpp"
#include "stratum/platform/feature.hpp"
#include "stratum/platform/metrics.hpp"
#include "stratum/platform/rate_limit.hpp"

#include <memory>
#include <string>
#include <vector>

namespace stratum::platform {

struct Identity;

/// Everything a server answers: the routes of all features, and around each of them what they all need. In this order:
/// the request gets its id and trace; the address is counted; who asks is found out; a change from a foreign page is
/// refused; the permission is decided (in one place: `account::decide`), deny by default; whoever asks is counted; a
/// repeated POST gets its first answer again; the handler runs; errors become problems; the answer gets its headers and
/// is compressed.
class Api final : public net::Application {
  public:
    /// `services`, what they refer to and `metrics` outlive it. Two routes of one method and path, or a route whose
    /// permission nobody declared, or that can not be `idempotent` and says so, are bugs that end the program.
    Api(std::vector<Route> routes, const Services& services, ApiOptions options, Metrics& metrics);
    ~Api() override;

    [[nodiscard]] net::Plan plan(net::Request& head) override;
    [[nodiscard]] net::Response refuse(net::Request& request, int status, std::string_view what) override;
    void answered(const net::Request& request, int status, std::int64_t bytes, double seconds) override;

    [[nodiscard]] const std::vector<Route>& routes() const { return routes_; }

  private:
    [[nodiscard]] std::variant<Call, net::Response> enter(const Route& route, net::Request& request);
    [[nodiscard]] std::variant<Call, Problem> admit(const Route& route, net::Request& request, RateAnswer& rate);
    [[nodiscard]] Result<std::variant<Call, Problem>> look_at(const Route& route, net::Request& request,
                                                              RateAnswer& rate);
    void note_use(const net::Request& request, const Identity& identity, Timestamp now) const;
    [[nodiscard]] Problem away_or(const Error& error, Problem problem) const;
    [[nodiscard]] net::Response run(const Route& route, net::Request& request);
    [[nodiscard]] net::Response leave(const net::Request& request, Answer answer, const RateAnswer& rate) const;
    void decorate(const net::Request& request, net::Response& response, const RateAnswer& rate) const;

    const std::vector<Route> routes_;
    const Services& services_;
    const ApiOptions options_;
    net::Router router_;
    RateLimiter limiter_;
    Metrics& metrics_;
};

}  // namespace stratum::platform
