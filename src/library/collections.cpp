#include "list_rows.hpp"
#include "stratum/base/text.hpp"
#include "stratum/library/query.hpp"
#include "tag_rows.hpp"
#include "telling.hpp"

namespace stratum::library {
namespace {

constexpr std::string_view kColumns = "id, name, description, query, tracks, created_at, updated_at, version";
constexpr std::size_t kColumnCount = 8;

Collection collection_from(const store::Row& row) {
    const auto text = [&](std::size_t column) {
        return row.is_null(column) ? std::nullopt : std::optional{row.text(column)};
    };
    return {.id = uuid_from(row.bytes(0)).value_or(Uuid{}),
            .name = row.text(1),
            .description = text(2),
            .query = text(3),
            .tracks = row.integer(4),
            .created_at = Timestamp{row.integer(5)},
            .updated_at = Timestamp{row.integer(6)},
            .version = row.integer(7)};
}

Result<std::optional<std::string>> checked_query(const std::optional<std::string>& query) {
    constexpr std::size_t kMost = 500;
    if (!query) return std::optional<std::string>{};
    const std::size_t letters = letters_in(*query);
    if (letters > kMost)
        return error(ErrorCode::invalid_argument, "the query has " + std::to_string(letters) + " letters",
                     "it has at most " + std::to_string(kMost));
    if (trim(*query).empty())
        return error(ErrorCode::invalid_argument, "the query is empty",
                     "write it as in a search: words, or genre:house bpm:120..125");
    STRATUM_TRY_VOID(parse_search(*query));
    return std::optional{storable(*query)};
}

}  // namespace

Result<Collection> Collections::get(const Uuid& collection) {
    static const std::string kSql =
        "SELECT " + std::string{kColumns} + " FROM collections WHERE workspace_id = $1 AND id = $2";
    STRATUM_TRY(const auto row, state_.database->query_one(kSql, {state_.workspace.bytes, collection.bytes}));
    if (!row) return error(ErrorCode::not_found, "there is no collection with the id " + to_text(collection));
    return collection_from(*row);
}

Result<Page<Collection>> Collections::list(std::string_view q, const PageRequest& page) {
    STRATUM_TRY(auto found, rows_by_name(state_, "collections", kColumns, kColumnCount, q, page));
    Page<Collection> lists{.next_cursor = std::move(found.next_cursor), .total = found.total};
    for (const auto& row : found.rows) lists.items.push_back(collection_from(row));
    return lists;
}

Result<Collection> Collections::create(std::string_view name, const std::optional<std::string>& description,
                                       const std::optional<std::string>& query) {
    STRATUM_TRY(const std::string kept, checked_name(name));
    STRATUM_TRY(const auto text, checked_description(description));
    STRATUM_TRY(const auto asked, checked_query(query));
    STRATUM_TRY(auto transaction, state_.begin());
    const Uuid id = state_.ids.next();
    STRATUM_TRY_VOID(state_.database->execute(
        "INSERT INTO collections (workspace_id, id, name, name_key, description, query, tracks, created_at, "
        "updated_at, "
        "version) VALUES ($1, $2, $3, $4, $5, $6, 0, $7, $7, 1)",
        {state_.workspace.bytes, id.bytes, kept, name_key(kept), text, asked, state_.clock.now().milliseconds}));
    STRATUM_TRY_VOID(tell_list(state_, "collection.updated", "collection_id", id));
    STRATUM_TRY(auto collection, get(id));
    STRATUM_TRY_VOID(transaction.commit());
    return collection;
}

Result<Collection> Collections::update(const Uuid& collection, const ListPatch& patch) {
    STRATUM_TRY(auto transaction, state_.begin());
    STRATUM_TRY(const Collection before, get(collection));
    if (patch.query && !before.query)
        return error(ErrorCode::invalid_argument, "the collection \"" + before.name + "\" is kept by hand",
                     "make another one with a query");
    std::string name = before.name;
    if (patch.name) {
        STRATUM_TRY(name, checked_name(*patch.name));
    }
    STRATUM_TRY(const auto description, checked_description(patch.description.value_or(before.description)));
    std::optional<std::string> query = before.query;
    if (patch.query) {
        STRATUM_TRY(query, checked_query(patch.query));
    }
    if (name == before.name && description == before.description && query == before.query) return before;
    STRATUM_TRY_VOID(state_.database->execute(
        "UPDATE collections SET name = $3, name_key = $4, description = $5, query = $6, updated_at = $7, version = "
        "version + 1 WHERE workspace_id = $1 AND id = $2",
        {state_.workspace.bytes, collection.bytes, name, name_key(name), description, query,
         state_.clock.now().milliseconds}));
    STRATUM_TRY_VOID(tell_list(state_, "collection.updated", "collection_id", collection));
    STRATUM_TRY(auto after, get(collection));
    STRATUM_TRY_VOID(transaction.commit());
    return after;
}

Result<void> Collections::remove(const Uuid& collection) {
    STRATUM_TRY(auto transaction, state_.begin());
    STRATUM_TRY_VOID(get(collection));
    STRATUM_TRY_VOID(
        state_.database->execute("DELETE FROM collection_tracks WHERE workspace_id = $1 AND collection_id = $2",
                                 {state_.workspace.bytes, collection.bytes}));
    STRATUM_TRY_VOID(state_.database->execute("DELETE FROM collections WHERE workspace_id = $1 AND id = $2",
                                              {state_.workspace.bytes, collection.bytes}));
    STRATUM_TRY_VOID(tell_list(state_, "collection.deleted", "collection_id", collection));
    return transaction.commit();
}

Result<Collection> Collections::kept_by_hand(const Uuid& collection) {
    STRATUM_TRY(auto found, get(collection));
    if (found.query)
        return error(ErrorCode::invalid_argument, "the collection \"" + found.name + "\" is kept by a query",
                     "change the query, or make a collection that is kept by hand");
    return found;
}

Result<Collection> Collections::changed(const Uuid& collection) {
    STRATUM_TRY_VOID(recount_collection(*state_.database, state_.workspace, collection, state_.clock.now()));
    STRATUM_TRY_VOID(tell_list(state_, "collection.updated", "collection_id", collection));
    return get(collection);
}

Result<Collection> Collections::add(const Uuid& collection, std::span<const Uuid> tracks) {
    STRATUM_TRY(auto transaction, state_.begin());
    STRATUM_TRY(auto found, kept_by_hand(collection));
    std::int64_t added = 0;
    for (const Uuid& track : tracks) {
        STRATUM_TRY(const std::int64_t number, number_of(state_, track));
        STRATUM_TRY(
            const std::int64_t one,
            state_.database->execute(
                "INSERT INTO collection_tracks (workspace_id, collection_id, number, created_at) VALUES ($1, $2, "
                "$3, $4) ON CONFLICT (workspace_id, collection_id, number) DO NOTHING",
                {state_.workspace.bytes, collection.bytes, number, state_.clock.now().milliseconds}));
        added += one;
    }
    if (added > 0) {
        STRATUM_TRY(found, changed(collection));
    }
    STRATUM_TRY_VOID(transaction.commit());
    return found;
}

Result<Collection> Collections::take_out(const Uuid& collection, std::span<const Uuid> tracks) {
    STRATUM_TRY(auto transaction, state_.begin());
    STRATUM_TRY(auto found, kept_by_hand(collection));
    std::int64_t taken = 0;
    for (const Uuid& track : tracks) {
        STRATUM_TRY(const std::int64_t number, number_of(state_, track));
        STRATUM_TRY(const std::int64_t one,
                    state_.database->execute(
                        "DELETE FROM collection_tracks WHERE workspace_id = $1 AND collection_id = $2 AND number = $3",
                        {state_.workspace.bytes, collection.bytes, number}));
        taken += one;
    }
    if (taken > 0) {
        STRATUM_TRY(found, changed(collection));
    }
    STRATUM_TRY_VOID(transaction.commit());
    return found;
}

}  // namespace stratum::library
