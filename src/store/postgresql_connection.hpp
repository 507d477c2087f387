#pragma once

#include "stratum/base/result.hpp"
#include "stratum/base/units.hpp"

#include <libpq-fe.h>
#include <memory>
#include <string>
#include <string_view>

namespace stratum::store {

struct ClearAnswer {
    void operator()(PGresult* answer) const { PQclear(answer); }
};
using Answer = std::unique_ptr<PGresult, ClearAnswer>;

/// A connection to PostgreSQL as libpq has it, opened with the settings that hold for all of ours. Not thread-safe.
class PostgresqlConnection {
  public:
    static Result<PostgresqlConnection> open(const std::string& url, Seconds patience, Seconds answer_patience = {});

    [[nodiscard]] PGconn* get() const { return connection_.get(); }
    /// "the database music on db.example", for messages.
    [[nodiscard]] const std::string& where() const { return where_; }
    [[nodiscard]] bool is_broken() const { return PQstatus(connection_.get()) != CONNECTION_OK; }

    /// `answer` when it is one of success, else the error that it holds, or that the connection is lost.
    Result<Answer> checked(PGresult* answer) const;
    /// Statements without values.
    Result<Answer> tell(const std::string& sql) const {
        return checked(answer_to(PQsendQuery(connection_.get(), sql.c_str())));
    }
    /// The last answer to what was sent (as `PQsend...` told). One that does not come in time breaks the connection.
    [[nodiscard]] PGresult* answer_to(int sent) const;

  private:
    struct Finish {
        void operator()(PGconn* connection) const { PQfinish(connection); }
    };
    PostgresqlConnection(PGconn* connection, std::string where, Seconds answer_patience)
        : connection_(connection), where_(std::move(where)), answer_patience_(answer_patience) {}
    std::unique_ptr<PGconn, Finish> connection_;
    std::string where_;
    Seconds answer_patience_;
};

}  // namespace stratum::store
