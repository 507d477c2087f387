#pragma once

#include "stratum/account/actor.hpp"
#include "stratum/account/audit.hpp"
#include "stratum/account/outgoing.hpp"
#include "stratum/net/client.hpp"

#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace stratum::platform {

struct Services;

/// The privacy level that the server's configuration fixes for all workspaces (`privacy.level`); nothing where each
/// chooses its own. Errors: `invalid_argument` when it is none.
[[nodiscard]] Result<std::optional<account::Privacy>> fixed_privacy(const Services& services);

/// What a feature wants to send to another server.
struct OutgoingMessage {
    Uuid workspace = account::kServer;  ///< Whose rules hold and whose ledger tells of it.
    account::Actor actor = account::system_actor();
    std::string feature;  ///< Who asks: "webhooks".
    std::string purpose;  ///< Why, for people: "event track.added for webhook 018f...".
    account::Content content = account::Content::data;
    net::ClientRequest request;
    /// How many redirects are followed; each is judged and written down as a request of its own. Passwords and cookies
    /// go to no other host, and nothing follows from https to http. The answer that is one too many is handed up.
    int redirects = 0;
    /// For `kServer`: the address that the configuration names for this ("oidc.issuer.example"). When that is inside
    /// by its name, the request may lead inside; when it goes to that very host, where `outgoing.internal` says.
    std::string configured{};
    /// One of many small ones without end: the ledger has a row an hour for them, with their sum.
    bool summed = false;
};

/// The gate: every request that a feature makes of another server goes through here. It asks the workspace's rules as
/// they are at that moment (privacy level, allowed hosts) and the server's (`outgoing.internal`), looks the host up
/// once, judges all of its addresses, connects to one of exactly these, and keeps the ledger: a row before anything
/// leaves, with what came of it afterwards; a row for what was refused. Thread-safe.
///
/// What whoever runs the server configured as parts of it (database, blobs, NATS, the mail server) does not pass here.
/// The collector of traces does.
class Outgoing {
  public:
    using LookUp = std::function<Result<std::vector<std::string>>(const std::string& host)>;
    /// `look_up` is the system's resolver but in tests.
    explicit Outgoing(net::ClientOptions options = {}, LookUp look_up = {});

    /// Blocks; not inside a transaction. Errors: `permission_denied` when it may not go, with the setting that decides;
    /// `not_found` for a host without an address; `invalid_argument` for an address that makes no sense or holds a
    /// password; those of `net::Client::send`; those of the database, since what can not be written down does not go.
    [[nodiscard]] Result<net::ClientResponse> send(const Services& services, const OutgoingMessage& message);

  private:
    /// A row of the ledger that stands for many messages.
    struct Sum {
        Uuid row;
        Timestamp since;
        account::OutgoingRecord line;
    };
    /// The row of what is about to go, or was refused.
    [[nodiscard]] Result<Uuid> note(const Services& services, const OutgoingMessage& message,
                                    const account::OutgoingRecord& line);
    void note_end(const Services& services, const OutgoingMessage& message, const Uuid& row,
                  const account::OutgoingRecord& line);
    [[nodiscard]] Result<net::ClientResponse> send_once(const Services& services, const OutgoingMessage& message,
                                                        net::ClientRequest request);
    [[nodiscard]] Result<std::vector<account::IpAddress>> addresses_of(const std::string& host) const;

    net::Client client_;
    const LookUp look_up_;
    std::mutex mutex_;
    std::map<std::string, Sum> sums_;  ///< Guarded by `mutex_`.
};

}  // namespace stratum::platform
