/// Which track a person means.

#include "state.hpp"
#include "stratum/base/fold_case.hpp"
#include "stratum/base/text.hpp"
#include "tag_rows.hpp"

#include <algorithm>
#include <iterator>

namespace stratum::library {
namespace {

constexpr std::size_t kShown = 10;  ///< Candidates that are named when several fit.
constexpr std::size_t kShortestPrefix = 4;

struct Candidate {
    Uuid file;
    Uuid track;
    std::string path;
};

std::string like_pattern(std::string_view text) {
    std::string pattern = "%";
    for (const char c : text) {
        if (c == '%' || c == '_' || c == '\\') pattern += '\\';
        pattern += c;
    }
    return pattern + "%";
}

Result<std::vector<Candidate>> candidates(store::Database& database, std::string_view sql,
                                          store::Database::Values values) {
    std::vector<Candidate> found;
    STRATUM_TRY_VOID(database.each(sql, values, [&](const store::Row& row) -> Result<void> {
        const auto file = uuid_from(row.bytes(0));
        const auto track = uuid_from(row.bytes(1));
        if (file && track) found.push_back({*file, *track, path_text(row.bytes(2))});
        return {};
    }));
    return found;
}

/// The files whose tags `sql` finds. In two steps, so that every engine walks the index of tags and not all files.
Result<std::vector<Candidate>> tagged(store::Database& database, const Uuid& workspace, std::string_view sql,
                                      const std::string& field, const std::string& value) {
    STRATUM_TRY(const auto rows, database.query(sql, {workspace.bytes, field, value}));
    std::vector<Candidate> found;
    for (const auto& row : rows) {
        STRATUM_TRY(auto one,
                    candidates(database, "SELECT id, track_id, path FROM files WHERE workspace_id = $1 AND id = $2",
                               {workspace.bytes, row.bytes(0)}));
        std::ranges::move(one, std::back_inserter(found));
    }
    return found;
}

/// Several files of one track are one answer: its first file.
void keep_one_of_each_track(std::vector<Candidate>& found) {
    std::ranges::sort(found, {}, [](const Candidate& one) { return std::pair{one.track, one.file}; });
    found.erase(std::ranges::unique(found, {}, &Candidate::track).begin(), found.end());
}

Result<Uuid> only(const std::string& text, std::vector<Candidate> found) {
    keep_one_of_each_track(found);
    if (found.size() == 1) return found.front().file;
    if (found.empty())
        return error(
            ErrorCode::not_found, "the library holds no track for \"" + valid_utf8(text) + "\"",
            "a track is a path, the first digits of an id, or a query such as title:blue or 'genre:dnb bpm:<100'");
    std::string hint = "it may be:";
    for (std::size_t i = 0; i < std::min(found.size(), kShown); ++i)
        hint += "\n  " + to_text(found[i].track) + "  " + valid_utf8(found[i].path);
    if (found.size() > kShown) hint += "\n  and " + std::to_string(found.size() - kShown) + " more";
    return error(ErrorCode::invalid_argument,
                 "\"" + valid_utf8(text) + "\" fits " + std::to_string(found.size()) + " tracks", std::move(hint));
}

/// The files whose path holds `folded`, in any case of letters.
Result<std::vector<Candidate>> with_path(store::Database& database, const Uuid& workspace, const std::string& folded) {
    std::vector<Bytes> paths;
    // Paths are bytes, so they are compared here and not by the engine. The path alone is asked for: the index by path
    // holds it, so that no row of a large table is read.
    STRATUM_TRY_VOID(database.each("SELECT path FROM files WHERE workspace_id = $1", {workspace.bytes},
                                   [&](const store::Row& row) -> Result<void> {
                                       const auto& path = row.bytes(0);
                                       if (fold_case(path_text(path)).find(folded) != std::string::npos)
                                           paths.emplace_back(path.begin(), path.end());
                                       return {};
                                   }));
    std::vector<Candidate> found;
    for (const Bytes& path : paths) {
        STRATUM_TRY(auto one,
                    candidates(database, "SELECT id, track_id, path FROM files WHERE workspace_id = $1 AND path = $2",
                               {workspace.bytes, path}));
        std::ranges::move(one, std::back_inserter(found));
    }
    return found;
}

/// The files with a tag that holds `folded`.
Result<std::vector<Candidate>> with_tag(store::Database& database, const Uuid& workspace, const std::string& field,
                                        const std::string& folded) {
    return tagged(database, workspace,
                  "SELECT file_id FROM tags WHERE workspace_id = $1 AND field = $2 AND folded LIKE $3 ESCAPE '\\'",
                  field, like_pattern(folded));
}

/// Whoever typed a bit of a name is told the queries that find something with it, as a shell takes them.
Result<Uuid> perhaps_meant(store::Database& database, const Uuid& workspace, const std::string& text) {
    const std::string folded = fold_case(trim(text));
    constexpr std::string_view kSigns = ":<>=\"'\\";  // They mean something else in a query, or to a shell.
    if (folded.empty() || folded.find_first_of(kSigns) != std::string::npos || !is_utf8(text)) return only(text, {});
    std::string queries;
    for (const std::string field : {"title", "artist", "path"}) {
        STRATUM_TRY(auto found, field == "path" ? with_path(database, workspace, folded)
                                                : with_tag(database, workspace, field, folded));
        keep_one_of_each_track(found);
        if (found.empty()) continue;
        queries += (queries.empty() ? "'" : " or '") + field + ":" + std::string{trim(text)} + "' (" +
                   std::to_string(found.size()) + (found.size() == 1 ? " track)" : " tracks)");
    }
    auto failure = only(text, {});
    if (queries.empty()) return failure;
    return error(ErrorCode::not_found, failure.error().message, "perhaps you mean " + queries);
}

}  // namespace

Result<Uuid> Library::resolve(const std::string& text) {
    store::Database& database = *state_->database;
    const auto& workspace = state_->workspace.bytes;

    std::vector<std::string> paths{absolute_path(text)};
    if (auto real = real_path(text)) paths.push_back(std::move(*real));
    for (const std::string& path : paths) {
        STRATUM_TRY(const auto record, find(path));
        if (record) return record->id;
    }

    const std::size_t colon = text.find(':');
    const std::string field = colon == std::string::npos ? "" : to_lower(text.substr(0, colon));
    const auto by_query = [&]() -> Result<Uuid> {
        STRATUM_TRY(const Query query, parse_query(text));
        std::vector<Candidate> found;
        STRATUM_TRY_VOID(each_match(query, {}, [&](const Match& match) -> Result<void> {
            found.push_back({match.file, match.track, ""});
            return {};
        }));
        for (std::size_t i = 0; i < std::min(found.size(), kShown); ++i) {
            STRATUM_TRY(const auto row, database.query_one("SELECT path FROM files WHERE workspace_id = $1 AND id = $2",
                                                           {workspace, found[i].file.bytes}));
            if (row) found[i].path = path_text(row->bytes(0));
        }
        return only(text, std::move(found));
    };
    if (field == "path") {
        STRATUM_TRY(auto found, with_path(database, state_->workspace, fold_case(text.substr(colon + 1))));
        return only(text, std::move(found));
    }
    if (is_tag_field(field) && field != "bpm" && field != "key" && field != "year") {
        const std::string wanted = fold_case(trim(std::string_view{text}.substr(colon + 1)));
        STRATUM_TRY(
            auto whole,
            tagged(database, state_->workspace,
                   "SELECT file_id FROM tags WHERE workspace_id = $1 AND field = $2 AND folded = $3", field, wanted));
        if (!whole.empty()) return only(text, std::move(whole));
        STRATUM_TRY(auto part, with_tag(database, state_->workspace, field, wanted));
        // What no tag holds as it stands may be several terms, or have a sign of comparison.
        if (part.empty() && parse_query(text)) return by_query();
        return only(text, std::move(part));
    }
    if (begins_query(text)) return by_query();

    const auto range = uuids_with_prefix(text);
    if (range && text.size() >= kShortestPrefix) {
        // Two questions, so that each has its index.
        STRATUM_TRY(auto found,
                    candidates(database,
                               "SELECT id, track_id, path FROM files WHERE workspace_id = $1 AND track_id >= $2 "
                               "AND track_id <= $3",
                               {workspace, range->first.bytes, range->last.bytes}));
        STRATUM_TRY(auto files,
                    candidates(database,
                               "SELECT id, track_id, path FROM files WHERE workspace_id = $1 AND id >= $2 AND id "
                               "<= $3",
                               {workspace, range->first.bytes, range->last.bytes}));
        std::ranges::move(files, std::back_inserter(found));
        if (!found.empty()) return only(text, std::move(found));
    }
    return perhaps_meant(database, state_->workspace, text);
}

}  // namespace stratum::library
