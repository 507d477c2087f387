/// Pages of tracks: how rows are found, in which order, and where the next page begins.
///
/// A page is made in two steps: the numbers of its rows, mostly from an index alone, then the rows themselves. Rows
/// with a value come first, by the value and the number; those without one follow, by the number.

#include "page_cursor.hpp"
#include "state.hpp"
#include "stratum/base/fields.hpp"
#include "stratum/base/text.hpp"
#include "stratum/library/tracks.hpp"
#include "summary_rows.hpp"
#include "track_conditions.hpp"

#include <algorithm>
#include <variant>

namespace stratum::library {
namespace {

constexpr std::array<std::pair<TrackSort, std::string_view>, 15> kSorts{{{TrackSort::title, "title"},
                                                                         {TrackSort::artist, "artist"},
                                                                         {TrackSort::album, "album"},
                                                                         {TrackSort::genre, "genre"},
                                                                         {TrackSort::year, "year"},
                                                                         {TrackSort::bpm, "bpm"},
                                                                         {TrackSort::key, "key"},
                                                                         {TrackSort::energy, "energy"},
                                                                         {TrackSort::duration, "duration"},
                                                                         {TrackSort::lufs, "lufs"},
                                                                         {TrackSort::rating, "rating"},
                                                                         {TrackSort::added_at, "added_at"},
                                                                         {TrackSort::updated_at, "updated_at"},
                                                                         {TrackSort::doubt, "doubt"},
                                                                         {TrackSort::position, "position"}}};

/// What is sorted by: a column of the summaries, or of the playlist's entries.
struct SortColumn {
    std::string_view name;  ///< Empty for the number alone.
    std::size_t type;       ///< Of `store::Value::Variant`.
    bool may_be_null = true;
};
constexpr std::size_t kInteger = 1;
constexpr std::size_t kReal = 2;
constexpr std::size_t kText = 3;
constexpr std::size_t kBytes = 4;

SortColumn column_of(TrackSort sort) {
    switch (sort) {
        case TrackSort::title:
            return {"s.title_key", kText};
        case TrackSort::artist:
            return {"s.artist_key", kText};
        case TrackSort::album:
            return {"s.album_key", kText};
        case TrackSort::genre:
            return {"s.genre_key", kText};
        case TrackSort::year:
            return {"s.year", kInteger};
        case TrackSort::bpm:
            return {"s.bpm", kReal};
        case TrackSort::key:
            return {"s.key_place", kInteger};
        case TrackSort::energy:
            return {"s.energy", kInteger};
        case TrackSort::duration:
            return {"s.duration", kReal, false};
        case TrackSort::lufs:
            return {"s.lufs", kReal};
        case TrackSort::rating:
            return {"s.rating", kInteger};
        case TrackSort::updated_at:
            return {"s.updated_at", kInteger, false};
        case TrackSort::doubt:
            return {"s.doubt", kReal};
        case TrackSort::position:
            return {"e.place", kBytes, false};
        case TrackSort::added_at:
            break;
    }
    return {"", kInteger, false};
}

/// Rows that fit one condition are found by its index and sorted while there are fewer than this; among more of them
/// the wanted ones are soon met in their order. Either way some thousands of rows are the most that is looked at.
constexpr std::int64_t kFew = 2500;
/// Of the 250 tracks of a sample: where that many fit, a page is full after some 2,500 rows.
constexpr std::int64_t kFewOfSample = 5;

/// A row of a page, and what a cursor after it is made of.
struct Found {
    TrackSummary summary;
    PageCursor cursor;
};

store::Value value_of(const store::Row& row, std::size_t column, std::size_t type) {
    if (row.is_null(column)) return {};
    switch (type) {
        case kInteger:
            return row.integer(column);
        case kReal:
            return row.number(column);
        case kText:
            return row.text(column);
        default:
            return row.bytes(column);
    }
}

/// One request for a page.
class Listing {
  public:
    Listing(const Library::State& state, const TrackConditions& conditions, TrackOrder order, const SortColumn& column)
        : database_(*state.database), conditions_(conditions), order_(order), column_(column) {}

    Result<void> choose_source() {
        using enum Source;
        if (order_.by == TrackSort::position) return source_ = playlist, Result<void>{};
        const auto sources = conditions_.sources();
        if (sources.empty()) return {};
        const bool by_number = column_.name.empty();
        if (by_number && sources.size() == 1 && conditions_.streams(sources.front()) &&
            !conditions_.tests_more_than(sources.front())) {
            streams_ = true;
            source_ = sources.front();
            return {};
        }
        // The tracks of one key lie in the order of their tempo: the first of each key are the first of all.
        if (order_.by == TrackSort::bpm && sources == std::vector{tempo} && conditions_.keys() &&
            !conditions_.tests_more_than(tempo)) {
            streams_ = true;
            source_ = tempo;
            return {};
        }
        std::int64_t fewest = kFew;
        for (const Source candidate : sources) {
            // What has no index of its own is walked through for lack of better only.
            if (candidate == term && source_ != order) break;
            SqlText sql;
            const bool sampled = conditions_.is_sampled(candidate);
            if (sampled) {
                conditions_.write_sample(sql);
            } else {
                sql << "SELECT count(*) FROM (";
                conditions_.write_source_alone(sql, candidate);
                sql << " LIMIT " << store::Value{fewest} << ") AS found";
            }
            STRATUM_TRY(const auto rows, sql.rows_from(database_));
            const std::int64_t found = rows.empty() ? 0 : rows.front().integer(0);
            if (found >= (sampled ? kFewOfSample : fewest)) continue;
            if (!sampled) fewest = found;
            source_ = candidate;
        }
        return {};
    }

    /// At most `most` rows after `from`, those with a value and then those without.
    Result<std::vector<Found>> page(const std::optional<PageCursor>& from, std::size_t most, std::int64_t offset) {
        std::vector<Found> rows;
        const bool without_only = from && column_.may_be_null && !column_.name.empty() && is_null(from->value);
        if (!without_only) {
            STRATUM_TRY(rows, part(from, false, most, offset));
            if (column_.name.empty() || !column_.may_be_null || rows.size() == most) return rows;
            if (offset > 0 && rows.empty()) {
                STRATUM_TRY(const std::int64_t passed, count(from, false));
                offset -= passed;
            } else {
                offset = 0;
            }
        }
        STRATUM_TRY(auto rest, part(without_only ? from : std::nullopt, true, most - rows.size(), offset));
        std::ranges::move(rest, std::back_inserter(rows));
        return rows;
    }

    Result<std::int64_t> count_all() {
        SqlText sql;
        sql << "SELECT count(*)";
        conditions_.write(sql, {.source = source_});
        STRATUM_TRY(const auto rows, sql.rows_from(database_));
        return rows.empty() ? 0 : rows.front().integer(0);
    }

    static bool is_null(const store::Value& value) { return std::holds_alternative<std::monostate>(value.get()); }

  private:
    /// A plus keeps engines from walking an index for the order, where rows are found by another one.
    [[nodiscard]] std::string plus() const {
        return source_ == Source::order || streams_ || order_.by == TrackSort::position ? "" : "+";
    }
    [[nodiscard]] std::string number() const { return plus() + std::string{conditions_.number_column(source_)}; }
    [[nodiscard]] std::string value() const {
        const bool text = column_.type == kText && !plus().empty();  // which takes no sign
        return text ? std::string{column_.name} + " || ''" : plus() + std::string{column_.name};
    }

    void write_part(SqlText& sql, const std::optional<PageCursor>& from, bool without,
                    std::optional<std::int64_t> key_place = {}) const {
        conditions_.write(sql, {source_, column_.name, key_place});
        const std::string_view beyond = order_.descending ? " < " : " > ";
        if (!column_.name.empty() && column_.may_be_null)
            sql << " AND " << column_.name << (without ? " IS NULL" : " IS NOT NULL");
        if (!from) return;
        if (column_.name.empty() || without)
            sql << " AND " << number() << beyond << store::Value{from->number};
        else if (order_.by == TrackSort::position)
            sql << " AND " << column_.name << beyond << from->value;
        else
            sql << " AND (" << value() << ", " << number() << ")" << beyond << "(" << from->value << ", "
                << store::Value{from->number} << ")";
    }

    Result<std::vector<Found>> part(const std::optional<PageCursor>& from, bool without, std::size_t most,
                                    std::int64_t offset) const {
        const bool by_number = column_.name.empty() || without;
        const std::string direction = order_.descending ? " DESC" : "";
        const auto write_ordered = [&](SqlText& sql, std::optional<std::int64_t> key_place = {}) {
            write_part(sql, from, without, key_place);
            sql << " ORDER BY ";
            if (order_.by == TrackSort::position) {
                sql << column_.name << direction;  // No two entries have the same place.
                return;
            }
            if (!by_number) sql << value() << direction << ", ";
            sql << number() << direction;
        };
        const auto limited = [](SqlText& sql, std::size_t count, std::int64_t first) {
            sql << " LIMIT " << store::Value{static_cast<std::int64_t>(count)};
            if (first > 0) sql << " OFFSET " << store::Value{first};
        };
        const std::string column{by_number ? "NULL" : column_.name};
        SqlText sql;
        sql << "SELECT" << kSummaryColumns;
        if (const bool by_key = streams_ && source_ == Source::tempo; !by_key && plus().empty() && offset == 0) {
            sql << ", " << conditions_.number_column(source_) << ", " << column;  // Rows come in their order.
            write_ordered(sql);
            limited(sql, most, 0);
        } else {  // Only what is sorted by is carried along until it is known which rows are wanted.
            const std::string numbers =
                "SELECT " + std::string{conditions_.number_column(source_)} + " AS n, " + column + " AS x";
            const std::string ordered =
                std::string{" ORDER BY "} + (by_number ? "" : "p.x" + direction + ", ") + "p.n" + direction;
            sql << ", p.n, p.x FROM (";
            if (by_key) {
                sql << "SELECT p.n, p.x FROM (";
                for (std::size_t i = 0; i < conditions_.keys()->size(); ++i) {
                    sql << (i > 0 ? " UNION ALL " : "") << "SELECT * FROM (" << numbers;
                    write_ordered(sql, (*conditions_.keys())[i]);
                    limited(sql, most + static_cast<std::size_t>(offset), 0);
                    sql << ") AS k";
                }
                sql << ") AS p" << ordered;
            } else {
                sql << numbers;
                write_ordered(sql);
            }
            limited(sql, most, offset);
            sql << ") AS p CROSS JOIN track_summaries s WHERE s.number = p.n" << ordered;
        }
        std::vector<Found> found;
        found.reserve(most);
        STRATUM_TRY_VOID(sql.each_row(database_, [&](const store::Row& row) -> Result<void> {
            Found& one = found.emplace_back();
            STRATUM_TRY(one.summary, summary_from(row));
            one.cursor.number = row.integer(kSummaryColumnCount);
            one.cursor.value = value_of(row, kSummaryColumnCount + 1, column_.type);
            return {};
        }));
        return found;
    }

    Result<std::int64_t> count(const std::optional<PageCursor>& from, bool without) const {
        SqlText sql;
        sql << "SELECT count(*)";
        write_part(sql, from, without);
        STRATUM_TRY(const auto rows, sql.rows_from(database_));
        return rows.empty() ? 0 : rows.front().integer(0);
    }

    store::Database& database_;
    const TrackConditions& conditions_;
    TrackOrder order_;
    SortColumn column_;
    Source source_ = Source::order;
    bool streams_ = false;
};

}  // namespace

std::string_view name_of(TrackSort sort) { return find_name(kSorts, sort); }
bool from_name(std::string_view name, TrackSort& out) { return find_name(kSorts, name, out); }

Result<TrackOrder> parse_track_order(std::string_view text) {
    TrackOrder order;
    order.descending = text.starts_with('-');
    if (order.descending) text.remove_prefix(1);
    if (from_name(text, order.by) && !(order.descending && order.by == TrackSort::position)) return order;
    std::string names;
    for (const auto& [sort, name] : kSorts) names += (names.empty() ? "" : ", ") + std::string{name};
    return error(ErrorCode::invalid_argument, "tracks are not sorted by \"" + valid_utf8(text) + "\"",
                 "take one of " + names + "; all but position also with - before it");
}

Result<std::vector<analysis::Key>> parse_keys(std::string_view text) {
    std::vector<analysis::Key> keys;
    for (const std::string_view part : split(text, ',')) {
        const auto key = analysis::parse_key(trim(part));
        if (!key)
            return error(ErrorCode::invalid_argument, "\"" + valid_utf8(part) + "\" is no key",
                         "keys are written like 8A, 1m, Am or A minor, with commas between them");
        keys.push_back(*key);
    }
    return keys;
}

Result<TrackPage> Tracks::list(const TrackFilter& filter, const TrackOrder& order, const PageRequest& request) {
    if (request.limit < 1 || request.limit > kLargestPage || request.offset < 0)
        return error(ErrorCode::invalid_argument, "a page of " + std::to_string(request.limit) + " tracks",
                     "ask for 1 to " + std::to_string(kLargestPage) + ", and for an offset of 0 or more");
    if (order.by == TrackSort::position && !filter.playlist)
        return error(ErrorCode::invalid_argument, "tracks have a position only in a playlist",
                     "filter by a playlist, or sort by something else");
    const SortColumn column = column_of(order.by);
    const std::string list = std::string{order.descending ? "-" : ""} + std::string{name_of(order.by)} +
                             TrackConditions::fingerprint(filter);
    std::optional<PageCursor> from;
    if (!request.cursor.empty()) {
        STRATUM_TRY(from, parse_cursor(request.cursor, list));
        const std::size_t type = from->value.get().index();
        if (column.name.empty() ? type != 0 : type != column.type && !(type == 0 && column.may_be_null))
            return error(ErrorCode::invalid_argument, "the cursor is not one of this list in this order",
                         "take next_cursor of the page before, or begin without one");
    }
    TrackPage page;
    STRATUM_TRY(const auto conditions, TrackConditions::from(state_, filter));
    if (conditions.impossible()) {
        STRATUM_TRY_VOID(conditions.require_playlist());
        if (request.count) page.total = 0;
        return page;
    }
    Listing listing{state_, conditions, order, column};
    STRATUM_TRY_VOID(listing.choose_source());
    STRATUM_TRY(auto rows, listing.page(from, request.limit + 1, request.offset));
    if (rows.empty()) STRATUM_TRY_VOID(conditions.require_playlist());
    if (rows.size() > request.limit) {
        rows.pop_back();
        page.next_cursor = to_cursor_text(rows.back().cursor, list);
    }
    page.items.reserve(rows.size());
    for (Found& row : rows) page.items.push_back(std::move(row.summary));
    if (request.count) {
        STRATUM_TRY(page.total, listing.count_all());
    }
    return page;
}

}  // namespace stratum::library
