#pragma once

#include "stratum/store/blobs/s3_blobs.hpp"

#include <map>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

namespace stratum::store {

/// One request to the bucket, before it is signed.
struct S3Call {
    net::Method method = net::Method::get;
    std::string key{};  ///< Empty is the bucket itself.
    std::map<std::string, std::string> query{};
    std::map<std::string, std::string> headers{};
    std::string body{};
    std::function<Result<void>(std::span<const char>)> sink{};
    std::stop_token stop{};
    /// Whether an answer that did not come may simply be asked for again.
    bool repeat_broken = true;
};

/// Signs and sends, again where the server is busy or the line broke. Thread-safe.
class S3Requests {
  public:
    static Result<S3Requests> make(const S3Options& options, net::Client& client, const Clock& clock);

    /// The answer, whatever its status but 429 and those from 500 on, which are errors after the last attempt.
    Result<net::ClientResponse> send(const S3Call& call) const;
    /// What an answer that is no success says, in our codes.
    [[nodiscard]] Error error_of(const net::ClientResponse& response, std::string_view doing) const;
    void pause_before(int attempt) const;

  private:
    S3Requests(const S3Options& options, net::Client& client, const Clock& clock, std::string host)
        : options_(options), client_(client), clock_(clock), host_(std::move(host)) {}
    Result<net::ClientResponse> send_once(const S3Call& call) const;
    const S3Options& options_;
    net::Client& client_;
    const Clock& clock_;
    std::string host_;
};

}  // namespace stratum::store
