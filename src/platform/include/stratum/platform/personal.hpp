#pragma once

#include "stratum/base/clock.hpp"
#include "stratum/base/ids.hpp"
#include "stratum/base/json_writer.hpp"
#include "stratum/store/database.hpp"

#include <functional>
#include <string_view>
#include <vector>

namespace stratum::platform {

struct Person {
    Uuid id;
    std::vector<Uuid> own;  ///< Workspaces that nobody else belongs to: all that is in them is theirs.
};

/// What a feature keeps of people, as the GDPR asks for it (articles 15, 17 and 20). `people` joins the parts of all
/// features into an export, and calls the others of them when somebody goes; each works inside the caller's
/// transaction.
struct PersonalPart {
    std::string_view name;  ///< Of its member in the export: "webhooks".
    /// Writes one value: what is in the person's own workspaces, and what names them in those of others.
    std::function<Result<void>(store::Database& database, const Person& person, JsonWriter& w)> write{};
    /// What stays in workspaces of others names the person no more.
    std::function<Result<void>(store::Database& database, const Uuid& user)> forget{};
    /// The rows of a workspace are about to be deleted, whoever's tables they are in; for what is more than rows.
    std::function<Result<void>(store::Database& database, const Uuid& workspace, Timestamp now)> leave{};
};

}  // namespace stratum::platform
