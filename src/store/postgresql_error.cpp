#include "postgresql_error.hpp"

#include "stratum/base/text.hpp"

#include <array>

namespace stratum::store {
namespace {

struct StateRow {
    std::string_view beginning;  ///< Of the five letters; longer ones stand first.
    ErrorCode code;
};

constexpr std::array kStates{
    StateRow{"23505", ErrorCode::already_exists},     // unique_violation
    StateRow{"25006", ErrorCode::permission_denied},  // read_only_sql_transaction: a standby
    StateRow{"40001", ErrorCode::busy},               // serialization_failure
    StateRow{"40P01", ErrorCode::busy},               // deadlock_detected
    StateRow{"42501", ErrorCode::permission_denied},  // insufficient_privilege
    StateRow{"53100", ErrorCode::no_space},           // disk_full
    StateRow{"55P03", ErrorCode::busy},               // lock_not_available
    StateRow{"57014", ErrorCode::timeout},            // query_canceled, also by statement_timeout
    StateRow{"XX001", ErrorCode::corrupt},            // data_corrupted
    StateRow{"XX002", ErrorCode::corrupt},            // index_corrupted
    StateRow{"08", ErrorCode::io},                    // connection exceptions
    StateRow{"22", ErrorCode::invalid_argument},      // data that does not fit: out of range, no text, divided by zero
    StateRow{"23", ErrorCode::invalid_argument},      // other constraints
    StateRow{"28", ErrorCode::permission_denied},     // who are you
    StateRow{"3D", ErrorCode::not_found},             // no such database
    StateRow{"40", ErrorCode::busy},                  // rolled back for another reason
    StateRow{"53", ErrorCode::busy},                  // no memory or connections left
    StateRow{"57", ErrorCode::io},                    // the server is shut down or starts
    StateRow{"58", ErrorCode::io},                    // the system of the server said no
};

std::string field(const PGresult* answer, int which) {
    const char* text = PQresultErrorField(answer, which);
    return text != nullptr ? valid_utf8(text) : std::string{};
}

std::string hint_for(ErrorCode code) {
    switch (code) {
        case ErrorCode::no_space:
            return "make room on the disk of PostgreSQL and try again";
        case ErrorCode::busy:
            return "somebody else was changing the same; try again";
        case ErrorCode::corrupt:
            return "restore the database from a backup";
        case ErrorCode::permission_denied:
            return "give the user of the address the right to read and write this database";
        case ErrorCode::io:
            return "see the log of PostgreSQL; try again when it runs";
        default:
            return {};
    }
}

}  // namespace

ErrorCode error_code_of_sqlstate(std::string_view state) {
    for (const auto& row : kStates)
        if (state.starts_with(row.beginning)) return row.code;
    return ErrorCode::internal;
}

Error postgresql_error(const PGresult* answer, const std::string& where) {
    const std::string state = field(answer, PG_DIAG_SQLSTATE);
    const ErrorCode code = error_code_of_sqlstate(state);
    std::string said = field(answer, PG_DIAG_MESSAGE_PRIMARY);
    if (said.empty()) said = valid_utf8(trim(PQresultErrorMessage(answer)));
    // The details of other errors may quote values, and what people wrote has no place in a log.
    if (code == ErrorCode::already_exists || code == ErrorCode::invalid_argument)
        return error(code, std::move(said), hint_for(code));
    return error(code, where + ": " + said + (state.empty() ? "" : " [" + state + "]"), hint_for(code));
}

}  // namespace stratum::store
