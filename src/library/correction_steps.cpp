/// The list of what was corrected.

#include "list_rows.hpp"
#include "page_cursor.hpp"
#include "sql_text.hpp"
#include "state.hpp"
#include "stratum/library/library.hpp"

#include <set>

namespace stratum::library {
namespace {

constexpr std::string_view kColumns =
    "SELECT s.id, s.number, s.action, s.author, s.undoes, s.created_at, s.tracks FROM correction_steps s";

CorrectionStep step_from(const store::Row& row) {
    CorrectionStep step;
    step.id = uuid_from(row.bytes(0)).value_or(Uuid{});
    step.number = row.integer(1);
    step.action = row.text(2);
    step.author = row.text(3);
    step.undoes = row.optional_integer(4);
    step.made_at = Timestamp{row.integer(5)};
    step.tracks = row.integer(6);
    return step;
}

/// Tells of each step whether it is undone: some step takes it back which nothing has taken back in its turn. Only the
/// steps that undo these, or undo those that do, are looked at.
Result<void> mark_undone(store::Database& database, const Uuid& workspace, std::vector<CorrectionStep>& steps) {
    if (steps.empty()) return {};
    SqlText sql;
    sql << "WITH RECURSIVE undoers (number, undoes) AS (SELECT s.number, s.undoes FROM correction_steps s WHERE "
           "s.workspace_id = "
        << store::Value{workspace.bytes} << " AND s.undoes IN (";
    for (std::size_t i = 0; i < steps.size(); ++i)
        sql << (i == 0 ? "" : ", ") << std::to_string(steps[i].number);  // Numbers of our own need no binding.
    sql << ") UNION SELECT s.number, s.undoes FROM undoers u JOIN correction_steps s ON s.workspace_id = "
        << store::Value{workspace.bytes} << " AND s.undoes = u.number) SELECT number, undoes FROM undoers ORDER BY "
        << "number DESC";
    std::set<std::int64_t> undone;
    // Later ones come first: one that undoes counts only if nothing has undone it.
    STRATUM_TRY_VOID(sql.each_row(database, [&](const store::Row& row) -> Result<void> {
        if (!undone.contains(row.integer(0))) undone.insert(row.integer(1));
        return {};
    }));
    for (CorrectionStep& step : steps) step.undone = undone.contains(step.number);
    return {};
}

}  // namespace

Result<Page<CorrectionStep>> Library::correction_steps(const PageRequest& request, const std::optional<Uuid>& track) {
    STRATUM_TRY_VOID(checked_page(request));
    const std::string list = "corrections" + (track ? " " + to_text(*track) : std::string{});
    std::optional<std::int64_t> before;
    if (!request.cursor.empty()) {
        STRATUM_TRY(const PageCursor from, parse_cursor(request.cursor, list));
        before = from.number;
    }
    SqlText rest;
    if (track) {
        // The few steps of the track first, by their own index, and then what they are.
        rest << " JOIN (SELECT DISTINCT c.step FROM corrections c WHERE c.workspace_id = "
             << store::Value{state_->workspace.bytes} << " AND c.track_id = " << store::Value{track->bytes};
        if (before) rest << " AND c.step < " << store::Value{*before};
        rest << " ORDER BY c.step DESC LIMIT " << store::Value{request.limit + 1};
        if (request.offset > 0) rest << " OFFSET " << store::Value{request.offset};
        rest << ") t ON t.step = s.number WHERE s.workspace_id = " << store::Value{state_->workspace.bytes}
             << " ORDER BY s.number DESC";
    } else {
        rest << " WHERE s.workspace_id = " << store::Value{state_->workspace.bytes};
        if (before) rest << " AND s.number < " << store::Value{*before};
        rest << " ORDER BY s.number DESC LIMIT " << store::Value{request.limit + 1};
        if (request.offset > 0) rest << " OFFSET " << store::Value{request.offset};
    }
    Page<CorrectionStep> page;
    STRATUM_TRY_VOID((kColumns + rest).each_row(*state_->database, [&](const store::Row& row) -> Result<void> {
        page.items.push_back(step_from(row));
        return {};
    }));
    if (page.items.size() > request.limit) {
        page.items.pop_back();
        page.next_cursor = to_cursor_text({.number = page.items.back().number}, list);
    }
    STRATUM_TRY_VOID(mark_undone(*state_->database, state_->workspace, page.items));
    return page;
}

Result<CorrectionStep> Library::correction_step(std::int64_t number) {
    std::vector<CorrectionStep> steps;
    STRATUM_TRY_VOID(state_->database->each(std::string{kColumns} + " WHERE s.workspace_id = $1 AND s.number = $2",
                                            {state_->workspace.bytes, number},
                                            [&](const store::Row& row) -> Result<void> {
                                                steps.push_back(step_from(row));
                                                return {};
                                            }));
    if (steps.empty())
        return error(ErrorCode::not_found, "there is no step " + std::to_string(number),
                     "the list of steps has their numbers (in the terminal: stratum fix --steps)");
    STRATUM_TRY_VOID(mark_undone(*state_->database, state_->workspace, steps));
    return std::move(steps.front());
}

}  // namespace stratum::library
