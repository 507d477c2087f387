/// Which tracks fit a query.

#include "state.hpp"
#include "stratum/base/fold_case.hpp"
#include "stratum/base/os/files.hpp"
#include "stratum/base/text.hpp"
#include "stratum/library/library.hpp"
#include "tag_rows.hpp"
#include "track_conditions.hpp"
#include "views.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace stratum::library {
namespace {

/// What of a file decides before its analyses are read.
struct Candidate {
    Uuid file;
    Uuid track;
    media::ContentId content{};
};

using Tags = std::multimap<Uuid, std::string>;

/// The values of one tag, folded, by file.
Result<Tags> tags_of(store::Database& database, const Uuid& workspace, const std::string& field) {
    Tags tags;
    STRATUM_TRY_VOID(database.each("SELECT file_id, folded FROM tags WHERE workspace_id = $1 AND field = $2",
                                   {workspace.bytes, field}, [&](const store::Row& row) -> Result<void> {
                                       if (const auto file = uuid_from(row.bytes(0))) tags.emplace(*file, row.text(1));
                                       return {};
                                   }));
    return tags;
}

bool fits(const TextTerm& term, const std::string& folded) {
    return term.whole ? folded == term.folded : folded.find(term.folded) != std::string::npos;
}

/// The files that the tags let through; nothing when the query asks for no tags.
Result<std::optional<std::set<Uuid>>> tagged(store::Database& database, const Uuid& workspace, const Query& query) {
    std::optional<std::set<Uuid>> files;
    const auto narrow = [&](const std::string& field, const auto& lets_through) -> Result<void> {
        STRATUM_TRY(const Tags tags, tags_of(database, workspace, field));
        std::set<Uuid> found;
        for (const auto& [file, value] : tags)
            if (lets_through(value) && (!files || files->contains(file))) found.insert(file);
        files = std::move(found);
        return {};
    };
    for (const TextTerm& term : query.texts)
        if (is_tag_field(term.field))
            STRATUM_TRY_VOID(narrow(term.field, [&](const std::string& value) { return fits(term, value); }));
    for (const NumberTerm& term : query.numbers)
        if (term.field == NumberField::year)
            STRATUM_TRY_VOID(narrow("year", [&](const std::string& value) { return term.fits(parse_number(value)); }));
    return files;
}

Result<std::vector<Candidate>> candidates(Library::State& state, const Query& query) {
    store::Database& database = *state.database;
    const Uuid& workspace = state.workspace;
    STRATUM_TRY(const auto files, tagged(database, workspace, query));
    STRATUM_TRY(const auto tracks, TrackConditions::tracks_with(state, query));
    std::vector<const TextTerm*> paths;
    for (const TextTerm& term : query.texts)
        if (term.field == "path" || term.field == "file") paths.push_back(&term);
    std::vector<Candidate> found;
    STRATUM_TRY_VOID(
        database.each("SELECT id, track_id, content_id, path FROM files WHERE workspace_id = $1 ORDER BY path",
                      {workspace.bytes}, [&](const store::Row& row) -> Result<void> {
                          const auto file = uuid_from(row.bytes(0));
                          const auto track = uuid_from(row.bytes(1));
                          Candidate one;
                          if (!file || !track || row.bytes(2).size() != one.content.size())
                              return error(ErrorCode::corrupt, "the library holds a file row with a damaged id",
                                           "restore it from a backup");
                          if ((files && !files->contains(*file)) || (tracks && !tracks->contains(*track))) return {};
                          const std::string path = paths.empty() ? "" : fold_case(path_text(row.bytes(3)));
                          if (!std::ranges::all_of(paths, [&](const TextTerm* term) {
                                  return fits(*term, term->field == "path" ? path : std::string{file_name_of(path)});
                              }))
                              return {};
                          one.file = *file;
                          one.track = *track;
                          std::ranges::copy(row.bytes(2), one.content.begin());
                          found.push_back(one);
                          return {};
                      }));
    return found;
}

}  // namespace

Result<void> Library::each_match(const Query& query, analysis::AnalyserSet parts,
                                 const std::function<Result<void>(const Match& match)>& visit) {
    store::Database& database = *state_->database;
    // Named first and looked at afterwards: not every engine answers one question inside another.
    STRATUM_TRY(const auto all, candidates(*state_, query));
    const auto needed = needed_by(query);
    for (const auto id : analysis::kAllAnalysers)
        if (needed.has(id)) parts.add(id);
    std::set<Uuid> seen;
    for (const Candidate& one : all) {
        if (seen.contains(one.track)) continue;
        STRATUM_TRY(auto report, shown_report(database, state_->workspace, one.track, one.content, parts));
        if (!library::fits(query, report)) continue;
        seen.insert(one.track);
        STRATUM_TRY_VOID(visit({one.file, one.track, one.content, std::move(report)}));
    }
    return {};
}

Result<std::vector<Uuid>> Library::select(const std::string& text) {
    if (begins_query(text)) {
        // A file may be called so.
        STRATUM_TRY(const auto record, find(absolute_path(text)));
        if (record) return std::vector{record->id};
        STRATUM_TRY(const Query query, parse_query(text));
        std::vector<Uuid> files;
        STRATUM_TRY_VOID(each_match(query, {}, [&](const Match& match) -> Result<void> {
            files.push_back(match.file);
            return {};
        }));
        return files;
    }
    auto file = resolve(text);
    if (file) return std::vector{*file};
    Error failure = std::move(file).error();
    // Perhaps it was meant as a query: what is wrong with it helps more.
    if (const auto query = parse_query(text);
        failure.code == ErrorCode::not_found && text.find(':') != text.npos && !query)
        failure.hint = query.error().message + "; " + query.error().hint;
    return failure;
}

}  // namespace stratum::library
