#include "schema.hpp"

#include <array>

namespace stratum::people {
namespace {

// What the account room does not keep of a person: it goes with them (`personal_data_routes.cpp`). A new address waits
// here until it is proved; of its token only the hash is kept. `server_secrets` has one row, where the configuration
// gives no secret.
constexpr std::string_view kProfiles = R"(
CREATE TABLE people_profiles (
    user_id BYTEA NOT NULL PRIMARY KEY,
    locale TEXT,
    new_email TEXT,
    token_hash BYTEA UNIQUE,
    token_expires_at BIGINT);

CREATE TABLE server_secrets (
    name TEXT NOT NULL PRIMARY KEY,
    secret BYTEA NOT NULL,
    created_at BIGINT NOT NULL);
)";

constexpr std::array kSteps{store::Migration{1, "profiles, secrets", kProfiles}};

}  // namespace

store::MigrationSet schema() { return {"people", kSteps}; }

}  // namespace stratum::people
