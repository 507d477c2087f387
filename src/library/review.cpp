/// The tracks most in doubt.

#include "page_cursor.hpp"
#include "state.hpp"
#include "stratum/library/tracks.hpp"
#include "summary_rows.hpp"
#include "track_conditions.hpp"
#include "views.hpp"

#include <algorithm>

namespace stratum::library {
namespace {

/// What is sorted by, so that the most doubtful comes first: doubt falls where confidence rises.
struct ReviewOrder {
    std::string_view column;
    bool is_doubt = false;
};

Result<ReviewOrder> order_for(const std::optional<CorrectedField>& field) {
    if (!field) return ReviewOrder{"s.doubt", true};
    switch (*field) {
        case CorrectedField::tempo:
            return ReviewOrder{"s.bpm_confidence"};
        case CorrectedField::grid:
            return ReviewOrder{"s.beats_confidence"};
        case CorrectedField::key:
            return ReviewOrder{"s.key_confidence"};
        case CorrectedField::metre:
            break;
    }
    return error(ErrorCode::invalid_argument, "metres are not asked about", "review tempo, grid or key");
}

}  // namespace

Result<Page<ReviewItem>> Tracks::review(const ReviewFilter& filter, const PageRequest& request) {
    if (request.limit < 1 || request.limit > kLargestPage || request.offset < 0)
        return error(ErrorCode::invalid_argument, "a page of " + std::to_string(request.limit) + " tracks",
                     "ask for 1 to " + std::to_string(kLargestPage) + ", and for an offset of 0 or more");
    if (!(filter.least_doubt >= 0.0 && filter.least_doubt <= 1.0))
        return error(ErrorCode::invalid_argument, "the least doubt is out of range", "it is a number from 0 to 1");
    STRATUM_TRY(const ReviewOrder order, order_for(filter.field));
    const TrackFilter tracks{.q = filter.q};
    const std::string list = "review " + std::string{order.column} + std::to_string(filter.least_doubt) +
                             TrackConditions::fingerprint(tracks);
    Page<ReviewItem> page;
    if (request.count) page.total = 0;
    STRATUM_TRY(const auto conditions, TrackConditions::from(state_, tracks));
    if (conditions.impossible()) return page;

    // A person's word has confidence 1, and no doubt.
    SqlText rest;
    conditions.write(rest, {});
    rest << " AND " << order.column;
    if (order.is_doubt)
        rest << " >= " << store::Value{filter.least_doubt} << " AND " << order.column << " > 0.0";
    else
        rest << " <= " << store::Value{1.0 - filter.least_doubt} << " AND " << order.column << " < 1.0";
    if (request.count) {
        STRATUM_TRY(const auto rows, ("SELECT count(*)" + rest).rows_from(*state_.database));
        page.total = rows.empty() ? 0 : rows.front().integer(0);
    }
    if (!request.cursor.empty()) {
        STRATUM_TRY(const PageCursor from, parse_cursor(request.cursor, list));
        if (!std::holds_alternative<double>(from.value.get()))
            return error(ErrorCode::invalid_argument, "the cursor is not one of this list",
                         "take next_cursor of the page before, or begin without one");
        rest << " AND (" << order.column << ", s.number)" << (order.is_doubt ? " < (" : " > (") << from.value << ", "
             << store::Value{from.number} << ")";
    }
    const std::string_view direction = order.is_doubt ? " DESC" : "";
    rest << " ORDER BY " << order.column << direction << ", s.number" << direction << " LIMIT "
         << store::Value{request.limit + 1};
    if (request.offset > 0) rest << " OFFSET " << store::Value{request.offset};
    STRATUM_TRY(const auto rows,
                ("SELECT" + std::string{kSummaryColumns} + ", s.number, " + std::string{order.column} + rest)
                    .rows_from(*state_.database));
    analysis::AnalyserSet parts;
    parts.add(analysis::AnalyserId::rhythm);
    parts.add(analysis::AnalyserId::harmony);
    for (const store::Row& row : rows) {
        if (page.items.size() == request.limit) {
            const store::Row& last = rows[request.limit - 1];
            page.next_cursor = to_cursor_text(
                {.value = last.number(kSummaryColumnCount + 1), .number = last.integer(kSummaryColumnCount)}, list);
            break;
        }
        ReviewItem item;
        STRATUM_TRY(item.track, summary_from(row));
        STRATUM_TRY(const auto file, state_.database->query_one(
                                         "SELECT content_id FROM files WHERE workspace_id = $1 AND track_id = $2 ORDER "
                                         "BY id LIMIT 1",
                                         {state_.workspace.bytes, item.track.id.bytes}));
        media::ContentId content{};
        if (file && file->bytes(0).size() == content.size()) {
            std::ranges::copy(file->bytes(0), content.begin());
            STRATUM_TRY(item.report, shown_report(*state_.database, state_.workspace, item.track.id, content, parts));
        }
        page.items.push_back(std::move(item));
    }
    return page;
}

}  // namespace stratum::library
