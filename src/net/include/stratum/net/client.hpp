#pragma once

#include "stratum/base/result.hpp"
#include "stratum/base/units.hpp"
#include "stratum/net/http.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace stratum::net {

struct ClientRequest {
    Method method = Method::get;
    std::string url;  ///< http or https.
    Headers headers{};
    std::string body{};
    /// In place of `body`: gives the next bytes, 0 at the end. `length` bytes in all.
    std::function<Result<std::size_t>(std::span<char> place)> source{};
    std::int64_t length = 0;
    /// In place of the response's `body`: takes it in pieces. Only for answers of the 200s; of others the text is kept.
    std::function<Result<void>(std::span<const char> piece)> sink{};

    Seconds patience{30.0};        ///< For all of it; without meaning where there is a source or a sink:
    Seconds stall_patience{20.0};  ///< there for each silence on the line.
    std::size_t most_bytes = std::size_t{8} << 20;  ///< Of a response that is kept.
    bool cut = false;  ///< What is longer than `most_bytes` is cut off there; otherwise it is an error.
    /// Connect to one of these, "192.0.2.7", and look nothing up. Such a connection is new, and closed afterwards,
    /// since another request to the same host may have other addresses.
    std::vector<std::string> addresses{};
    std::stop_token stop{};
};

struct ClientResponse {
    int status = 0;
    Headers headers;
    std::string body;
    std::string address;          ///< That was spoken to, "93.184.216.34".
    std::int64_t bytes_sent = 0;  ///< With heads, without TLS.
    std::int64_t bytes_received = 0;
};

/// Whether a connection to this address may be made. Asked for each address as it is used, after the name was looked
/// up, so that a name that means another address the next time gains nothing.
using AddressRule = std::function<bool(std::string_view address)>;

struct ClientOptions {
    AddressRule may_connect{};   ///< All may, when there is none.
    std::string certificates{};  ///< File with further authorities, PEM; empty: the system's.
    std::string user_agent = "Stratum";
};

/// Asks other servers, with TLS checked (libcurl). Redirects are not followed, proxies of the environment not used.
/// Thread-safe; blocks, so it belongs on a pool. Connections are kept and used again.
class Client {
  public:
    explicit Client(ClientOptions options = {});
    ~Client();
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    /// Any status is an answer. Errors: `invalid_argument` (the URL), `permission_denied` (the address rule),
    /// `timeout`, `cancelled`, `io` (no connection, broken off, no trust), `no_space` (more than `most_bytes`), and
    /// those of `source` and `sink`.
    [[nodiscard]] Result<ClientResponse> send(const ClientRequest& request);

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace stratum::net
