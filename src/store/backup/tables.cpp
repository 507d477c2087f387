#include "backup/tables.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace stratum::store {
namespace {

// SQLite's full-text tables and what is under them are derived, and of other kinds than "table".
constexpr std::string_view kSqliteTables =
    "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY "
    "1";
constexpr std::string_view kPostgresqlTables =
    "SELECT c.relname::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
    " WHERE n.nspname = current_schema() AND c.relkind = 'r' ORDER BY 1";

constexpr std::string_view kSqliteColumns = "SELECT name FROM pragma_table_info($1) ORDER BY cid";
constexpr std::string_view kPostgresqlColumns =
    "SELECT a.attname::text FROM pg_attribute a WHERE a.attrelid = to_regclass(quote_ident($1)) AND a.attnum > 0"
    " AND NOT a.attisdropped ORDER BY a.attnum";

constexpr std::string_view kSqliteParents = R"(SELECT DISTINCT "table" FROM pragma_foreign_key_list($1))";
constexpr std::string_view kPostgresqlParents =
    "SELECT DISTINCT p.relname::text FROM pg_constraint k JOIN pg_class p ON p.oid = k.confrelid"
    " WHERE k.contype = 'f' AND k.conrelid = to_regclass(quote_ident($1))";

Result<std::vector<std::string>> names(Database& database, std::string_view sql, Database::Values values = {}) {
    std::vector<std::string> found;
    STRATUM_TRY_VOID(database.each(sql, values, [&](const Row& row) -> Result<void> {
        found.push_back(row.text(0));
        return {};
    }));
    return found;
}

struct Waiting {
    Table table;
    std::vector<std::string> parents;
};

}  // namespace

Result<std::vector<Table>> tables_of(Database& database) {
    const bool sqlite = database.engine() == Engine::sqlite;
    std::vector<Waiting> waiting;
    STRATUM_TRY(const auto all, names(database, sqlite ? kSqliteTables : kPostgresqlTables));
    for (const auto& name : all) {
        if (name == "schema_migrations") continue;
        Waiting next{.table = {.name = name, .columns = {}}, .parents = {}};
        STRATUM_TRY(next.table.columns, names(database, sqlite ? kSqliteColumns : kPostgresqlColumns, {name}));
        STRATUM_TRY(next.parents, names(database, sqlite ? kSqliteParents : kPostgresqlParents, {name}));
        waiting.push_back(std::move(next));
    }
    std::vector<Table> ordered;
    std::set<std::string> done;
    while (!waiting.empty()) {
        const auto ready = std::ranges::find_if(waiting, [&](const Waiting& one) {
            return std::ranges::all_of(one.parents, [&](const auto& parent) { return done.contains(parent); });
        });
        if (ready == waiting.end())
            return error(ErrorCode::internal, "the tables of the library refer to each other in a circle");
        done.insert(ready->table.name);
        ordered.push_back(std::move(ready->table));
        waiting.erase(ready);
    }
    return ordered;
}

std::string quoted_identifier(std::string_view name) {
    std::string text = "\"";
    for (const char c : name) text += c == '"' ? std::string{"\"\""} : std::string{c};
    return text + "\"";
}

std::string list_of(const std::vector<std::string>& names) {
    std::string text;
    for (const auto& name : names) text += (text.empty() ? "" : ", ") + quoted_identifier(name);
    return text;
}

Result<void> settle(Database& database) {
    if (database.engine() == Engine::sqlite) {
        STRATUM_TRY(const auto derived,
                    names(database, "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'virtual'"));
        for (const auto& name : derived)
            STRATUM_TRY_VOID(database.execute("INSERT INTO " + quoted_identifier(name) + " (" +
                                              quoted_identifier(name) + ") VALUES ('rebuild')"));
        return {};
    }
    std::vector<std::pair<std::string, std::string>> identities;
    STRATUM_TRY_VOID(
        database.each("SELECT c.relname::text, a.attname::text FROM pg_attribute a JOIN pg_class c ON c.oid"
                      " = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname ="
                      " current_schema() AND a.attidentity <> ''",
                      {}, [&](const Row& row) -> Result<void> {
                          identities.emplace_back(row.text(0), row.text(1));
                          return {};
                      }));
    for (const auto& [table, column] : identities) {
        STRATUM_TRY(const auto most, database.query_one("SELECT max(" + quoted_identifier(column) + ") FROM " +
                                                        quoted_identifier(table)));
        if (!most || most->is_null(0)) continue;
        STRATUM_TRY_VOID(
            database.query("SELECT setval(s, greatest($3, nextval(s))) FROM (SELECT pg_get_serial_sequence($1, "
                           "$2)::regclass AS s) AS q",
                           {quoted_identifier(table), column, most->integer(0)}));
    }
    return {};
}

}  // namespace stratum::store
