#pragma once

#include "stratum/platform/feature.hpp"

#include <vector>

namespace stratum::analyze {

/// Folders of this computer: looking around, adding, searching again (`api/folders.yaml`).
[[nodiscard]] std::vector<platform::Route> folder_routes();
[[nodiscard]] store::MigrationSet folder_schema();
/// For `platform::PersonalPart`: the folders of the person's own workspaces.
[[nodiscard]] Result<void> write_folders(store::Database& database, const platform::Person& person, JsonWriter& w);
/// Asking for analyses, and reading what was heard (`api/analyses.yaml`).
[[nodiscard]] std::vector<platform::Route> report_routes();

}  // namespace stratum::analyze
