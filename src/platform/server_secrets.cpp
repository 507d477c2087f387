#include "stratum/platform/server_secrets.hpp"

#include "stratum/base/os/random.hpp"
#include "stratum/crypto/hash.hpp"
#include "stratum/platform/schema.hpp"

#include <array>

namespace stratum::platform {
namespace {

constexpr std::string_view kName = "server";
constexpr std::size_t kShortest = 32;

constexpr std::string_view kTable = R"(
CREATE TABLE IF NOT EXISTS server_secrets (
    name TEXT NOT NULL PRIMARY KEY,
    secret BYTEA NOT NULL,
    created_at BIGINT NOT NULL);
)";
constexpr std::array kSteps{store::Migration{1, "the server's secret", kTable}};

Result<std::optional<Bytes>> kept(store::Database& database) {
    STRATUM_TRY(const auto row, database.query_one("SELECT secret FROM server_secrets WHERE name = $1", {kName}));
    return row ? std::optional{row->bytes(0)} : std::nullopt;
}

}  // namespace

store::MigrationSet secrets_schema() { return {"server_secrets", kSteps}; }

Result<void> check_server_secret(const std::string& text) {
    if (text.size() >= kShortest) return {};
    return error(ErrorCode::invalid_argument, "server.secret is shorter than 32 letters",
                 "make one with: openssl rand -base64 48");
}

Result<ServerSecrets> ServerSecrets::load(const Services& services) {
    if (const auto setting = services.setting("server.secret")) {
        STRATUM_TRY_VOID(check_server_secret(*setting));
        return ServerSecrets{Bytes{setting->begin(), setting->end()}};
    }
    {
        STRATUM_TRY(const auto reader, services.pool.read());
        STRATUM_TRY(auto secret, kept(*reader));
        if (secret) return ServerSecrets{std::move(*secret)};
    }
    return services.change([&](store::Database& database) -> Result<ServerSecrets> {
        std::array<std::uint8_t, 32> fresh{};
        fill_random(fresh);
        // Of two servers that start at once one is first, and both take its secret.
        STRATUM_TRY_VOID(database.execute(
            "INSERT INTO server_secrets (name, secret, created_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
            {kName, fresh, services.clock.now().milliseconds}));
        STRATUM_TRY(auto secret, kept(database));
        if (!secret) return error(ErrorCode::internal, "the server's secret can not be read back");
        return ServerSecrets{std::move(*secret)};
    });
}

std::array<std::uint8_t, 32> ServerSecrets::derive(std::string_view purpose) const {
    crypto::Blake2b256 hash;
    hash.update("stratum server secret 1: ");
    hash.update(purpose);
    hash.update(std::string_view{"\0", 1});  // ends the purpose, so that no other one begins alike
    hash.update(secret_);
    return hash.digest();
}

}  // namespace stratum::platform
