#include "stratum/library/tempo_rules.hpp"

#include "stratum/base/os/files.hpp"
#include "stratum/base/text.hpp"

#include <utility>

namespace stratum::library {
namespace {

using Entries = std::vector<std::pair<std::string, std::string>>;

Entries entries(const CommandContext& context, std::string_view table) {
    return context.settings ? context.settings(table) : Entries{};
}

Result<std::optional<analysis::TempoRange>> range_of(const std::string& setting, const std::string& text) {
    if (to_lower(trim(text)) == "any") return std::optional<analysis::TempoRange>{};
    auto range = analysis::parse_tempo_range(text);
    if (range) return std::optional{*range};
    Error failure = std::move(range).error();
    failure.message = "the setting " + setting + ": " + failure.message;
    failure.hint += R"(, or "any")";
    return failure;
}

/// How deep the folder lies that holds the path: the length of its name; nothing when it does not hold it.
std::optional<std::size_t> depth(const std::string& folder, const std::string& path) {
    if (folder.starts_with('/')) {
        const std::string inside = folder.ends_with('/') ? folder : folder + "/";
        return path.starts_with(inside) ? std::optional{inside.size()} : std::nullopt;
    }
    const std::string inside = "/" + folder + "/";
    const auto at = path.rfind(inside);
    return at == std::string::npos ? std::nullopt : std::optional{at + inside.size()};
}

std::optional<analysis::TempoPrior> said(const std::optional<analysis::TempoRange>& likely, std::string reason) {
    if (!likely) return {};
    return analysis::TempoPrior{*likely, analysis::kPersonOdds, std::move(reason)};
}

}  // namespace

Result<TempoRules> read_tempo_rules(const CommandContext& context) {
    TempoRules rules;
    for (const auto& [name, text] : entries(context, "tempo.folder")) {
        const std::string setting = "tempo.folder.\"" + valid_utf8(name) + "\"";
        if (name.empty() || name.starts_with('~') || name.starts_with('.'))
            return error(ErrorCode::invalid_argument, "the setting " + setting + " names no folder",
                         "write it in full (/music/DnB), or only its name (DnB) for all folders of that name");
        STRATUM_TRY(auto likely, range_of(setting, text));
        std::string folder = name;
        while (folder.size() > 1 && folder.ends_with('/')) folder.pop_back();
        // Files are known by their real paths.
        if (folder.starts_with('/'))
            if (auto real = real_path(folder)) folder = std::move(*real);
        rules.folders.push_back({std::move(folder), likely});
    }
    for (const auto& [name, text] : entries(context, "tempo.genre")) {
        STRATUM_TRY(auto likely, range_of("tempo.genre.\"" + valid_utf8(name) + "\"", text));
        rules.genres.push_back({name, likely});
    }
    const std::string known = context.setting("tempo.known_genres").value_or("yes");
    if (known != "yes" && known != "true" && known != "no" && known != "false")
        return error(ErrorCode::invalid_argument, "tempo.known_genres is \"" + known + "\"", "it is yes or no");
    rules.known_genres = known == "yes" || known == "true";
    return rules;
}

std::optional<analysis::TempoPrior> prior_of(const TempoRules& rules, std::span<const FileGenre> files) {
    const FolderTempo* folder = nullptr;
    std::size_t deepest = 0;
    for (const FileGenre& file : files)
        for (const FolderTempo& rule : rules.folders)
            if (const auto found = depth(rule.folder, file.path); found && *found > deepest) {
                deepest = *found;
                folder = &rule;
            }
    if (folder != nullptr) return said(folder->likely, "folder " + valid_utf8(folder->folder));
    for (const FileGenre& file : files)
        if (const auto* found = analysis::find_genre(file.genre, rules.genres))
            return said(found->likely, "genre " + valid_utf8(found->genre));
    if (rules.known_genres)
        for (const FileGenre& file : files)
            if (auto prior = analysis::known_prior(file.genre)) return prior;
    return {};
}

}  // namespace stratum::library
