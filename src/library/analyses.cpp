#include "stratum/library/analyses.hpp"

#include "list_rows.hpp"
#include "page_cursor.hpp"
#include "sql_text.hpp"
#include "state.hpp"
#include "versions.hpp"

namespace stratum::library {

Result<Page<AnalysisMade>> analyses_of(Library& library, const Uuid& track, const PageRequest& request) {
    STRATUM_TRY_VOID(checked_page(request));
    const Library::State& state = library.state();
    STRATUM_TRY(const Uuid file, library.oldest_file(track));
    const std::string list = "analyses " + to_text(track);
    SqlText sql;
    sql << "SELECT a.analyser, a.version, a.inputs, a.created_at, a.id FROM files f JOIN analyses a ON a.workspace_id "
           "= "
           "f.workspace_id AND a.content_id = f.content_id WHERE f.workspace_id = "
        << store::Value{state.workspace.bytes} << " AND f.id = " << store::Value{file.bytes};
    if (!request.cursor.empty()) {
        STRATUM_TRY(const PageCursor from, parse_cursor(request.cursor, list));
        sql << " AND a.id < " << store::Value{from.id};
    }
    sql << " ORDER BY a.id DESC LIMIT " << store::Value{request.limit + 1};
    STRATUM_TRY(const auto rows, sql.rows_from(*state.database));
    Page<AnalysisMade> page;
    for (const store::Row& row : rows) {
        if (page.items.size() == request.limit) {
            page.next_cursor = to_cursor_text({.id = rows[request.limit - 1].bytes(4)}, list);
            break;
        }
        analysis::AnalyserId id{};
        page.items.push_back({row.text(0), row.integer(1), Timestamp{row.integer(3)}, is_current(row, 0, id)});
    }
    return page;
}

}  // namespace stratum::library
