#pragma once

#include "stratum/analysis/tempo_prior.hpp"
#include "stratum/base/command.hpp"
#include "stratum/base/result.hpp"
#include "stratum/library/types.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

/// Which tempo is likely for which file, before it is heard.
namespace stratum::library {

/// A folder with everything below it. One that begins with a slash is that folder; any other is every folder whose path
/// ends so ("DnB", "Promos/DnB").
struct FolderTempo {
    std::string folder;
    std::optional<analysis::TempoRange> likely;  ///< None: it may be anything.
};

struct TempoRules {
    std::vector<FolderTempo> folders;
    std::vector<analysis::GenreTempo> genres;
    bool known_genres = true;  ///< Whether what is commonly known of genres counts as well.
};

/// Settings: the tables `tempo.folder` and `tempo.genre` (a folder or genre and its range, or "any"), and
/// `tempo.known_genres` ("no": only what the tables say). Errors: `invalid_argument` with the setting's name.
Result<TempoRules> read_tempo_rules(const CommandContext& context);

/// The prior of a content with these files. Folders come before genres, the deepest folder first, and what a person
/// says of a genre before what is commonly known; of several files with a genre the first one decides. Nothing where
/// no rule fits, or one says "any".
[[nodiscard]] std::optional<analysis::TempoPrior> prior_of(const TempoRules& rules, std::span<const FileGenre> files);

}  // namespace stratum::library
