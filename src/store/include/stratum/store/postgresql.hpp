#pragma once

#include "stratum/base/result.hpp"
#include "stratum/base/units.hpp"
#include "stratum/store/database.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace stratum::store {

struct PostgresqlOptions {
    /// "postgresql://user:password@host:5432/name?sslmode=verify-full": all that libpq reads.
    std::string url;
    Seconds patience{10.0};  ///< How long a connection, and a lock held by others, are waited for before `busy`.
    /// How long the answer to one statement may take; behind it the connection is taken for broken. Zero: for ever.
    Seconds answer_patience{};
};

/// Connects to a database of PostgreSQL 13 or newer. It must hold UTF-8 and sort text by its bytes (`LOCALE 'C'` or
/// 'C.UTF-8'), so that comparisons and pages come out as on SQLite; `unsupported` otherwise, with the way to make one.
///
/// What differs from SQLite: an answer is held in memory as a whole, so ask for pages; after an error inside a
/// transaction nothing but rolling back (to a savepoint) is possible; text may hold no zero byte (`invalid_argument`);
/// a value has the type it is given as, so a whole number never stands for text. Sums and averages of whole numbers
/// come back whole where they fit.
///
/// A connection that breaks (the server restarts, hangs or can not be reached any more) answers `io` to everything from
/// then on, and `Database::is_broken` says so; `Pool` puts another in its place. Where a commit was under way, nobody
/// knows whether it was done, and the error says that.
[[nodiscard]] Result<std::unique_ptr<Database>> open_postgresql(const PostgresqlOptions& options);

/// Whether `place` is an address of PostgreSQL, rather than the path of a file.
[[nodiscard]] bool is_postgresql_url(std::string_view place);

/// The address as it may be shown and logged: host, port and database, never a password.
[[nodiscard]] std::string shown_postgresql_url(const std::string& url);

}  // namespace stratum::store
