#pragma once

#include "stratum/crypto/ed25519.hpp"
#include "stratum/crypto/secret_box.hpp"
#include "stratum/platform/call.hpp"

namespace stratum::platform {

/// The setting `server.secret`. Errors: `invalid_argument` where it is shorter than 32 letters.
[[nodiscard]] Result<void> check_server_secret(const std::string& text);

/// The keys of this server, all made from one secret: the setting `server.secret` (32 letters at least, the same on all
/// servers of a cluster), or else 32 random bytes that are made once and kept in the database. With the setting a
/// stolen copy of the database opens no second factor and forges no audit log.
class ServerSecrets {
  public:
    /// Errors: `invalid_argument` for a setting that is too short; those of the database. Not inside a transaction.
    static Result<ServerSecrets> load(const Services& services);

    [[nodiscard]] crypto::BoxKey box() const { return derive("secret box"); }
    [[nodiscard]] crypto::Ed25519Signer audit_signer() const {
        return crypto::Ed25519Signer{derive("audit checkpoints")};
    }
    [[nodiscard]] std::array<std::uint8_t, 32> request_key() const { return derive("fingerprints of requests"); }

  private:
    explicit ServerSecrets(Bytes secret) : secret_(std::move(secret)) {}
    [[nodiscard]] std::array<std::uint8_t, 32> derive(std::string_view purpose) const;
    Bytes secret_;
};

}  // namespace stratum::platform
