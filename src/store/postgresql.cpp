#include "stratum/store/postgresql.hpp"

#include "jobs/enqueued.hpp"
#include "postgresql_connection.hpp"
#include "postgresql_values.hpp"

#include <list>
#include <unordered_map>
#include <vector>

namespace stratum::store {
namespace {

constexpr std::size_t kMostStatements = 256;  ///< Prepared and kept; each costs the server some tens of kilobytes.

/// The server replans a statement by itself, unless a changed schema gives its rows another shape.
bool outdated_plan(const PGresult* answer) {
    const char* function = PQresultErrorField(answer, PG_DIAG_SOURCE_FUNCTION);
    return function != nullptr && std::string_view{function} == "RevalidateCachedQuery";
}

class Postgresql final : public Database, public EnqueuedJobs {
  public:
    explicit Postgresql(PostgresqlConnection connection) : connection_(std::move(connection)) {}

    [[nodiscard]] Engine engine() const override { return Engine::postgresql; }
    [[nodiscard]] Condition condition() const override {
        if (connection_.is_broken()) return Condition::broken;
        return PQtransactionStatus(connection_.get()) == PQTRANS_IDLE ? Condition::ready
                                                                      : Condition::inside_transaction;
    }

    Result<std::int64_t> run(std::string_view sql, std::span<const Value> values, const OnRow* on_row) override {
        const PostgresqlParameters parameters{values};
        const bool commits = sql == "COMMIT";
        auto outcome = answer_to(sql, parameters);
        if (!outcome && commits && connection_.is_broken())
            return outcome.error().within("the connection broke during a commit, and nobody knows whether it was done");
        STRATUM_TRY(const auto answer, std::move(outcome));
        // What failed before makes a commit roll back, and the server calls that success.
        if (commits && std::string_view{PQcmdStatus(answer.get())} != "COMMIT")
            return error(ErrorCode::internal, "a transaction was committed although one of its statements had failed");
        if (on_row != nullptr) STRATUM_TRY_VOID(hand_over(answer.get(), *on_row));
        return changed_rows(answer.get());
    }

    Result<void> script(std::string_view sql) override {
        STRATUM_TRY_VOID(connection_.tell(std::string{sql}));
        return {};
    }

  private:
    struct Kept {
        std::string key;   ///< Types of the values, then the text.
        std::string name;  ///< What the server calls it.
    };

    Result<Answer> answer_to(std::string_view sql, const PostgresqlParameters& parameters) {
        const std::string key = std::string{parameters.signature()} + ':' + std::string{sql};
        const bool alone = PQtransactionStatus(connection_.get()) == PQTRANS_IDLE;
        for (int attempt = 0;; ++attempt) {
            STRATUM_TRY(const std::string name, prepared(key, sql, parameters));
            PGresult* const raw = connection_.answer_to(
                PQsendQueryPrepared(connection_.get(), name.c_str(), parameters.count(), parameters.data(),
                                    parameters.lengths(), parameters.formats(), 1));
            if (!outdated_plan(raw)) return connection_.checked(raw);
            const Answer refused{raw};
            forget(by_key_.find(key)->second);
            if (!alone || attempt > 0)
                return error(ErrorCode::busy, "the schema of " + connection_.where() + " changed meanwhile",
                             "try again");
        }
    }

    Result<std::string> prepared(const std::string& key, std::string_view sql, const PostgresqlParameters& parameters) {
        const auto found = by_key_.find(key);
        if (found != by_key_.end()) {
            kept_.splice(kept_.begin(), kept_, found->second);
            return kept_.front().name;
        }
        drop_forgotten();
        std::string name = "s" + std::to_string(++names_);
        STRATUM_TRY_VOID(connection_.checked(connection_.answer_to(PQsendPrepare(
            connection_.get(), name.c_str(), std::string{sql}.c_str(), parameters.count(), parameters.types()))));
        kept_.push_front({key, name});
        by_key_[kept_.front().key] = kept_.begin();
        if (kept_.size() > kMostStatements) forget(std::prev(kept_.end()));
        return name;
    }

    void forget(std::list<Kept>::iterator entry) {
        forgotten_.push_back(std::move(entry->name));
        by_key_.erase(entry->key);
        kept_.erase(entry);
    }

    /// In a transaction that has failed the server refuses to drop anything, so that waits for the next occasion.
    void drop_forgotten() {
        if (PQtransactionStatus(connection_.get()) == PQTRANS_INERROR) return;
        for (const auto& name : forgotten_) (void)connection_.tell("DEALLOCATE " + name);
        forgotten_.clear();
    }

    static std::int64_t changed_rows(PGresult* answer) {
        const char* text = PQcmdTuples(answer);
        return *text == '\0' ? 0 : std::strtoll(text, nullptr, 10);
    }

    static Result<void> hand_over(const PGresult* answer, const OnRow& on_row) {
        const int columns = PQnfields(answer);
        for (int row = 0; row < PQntuples(answer); ++row) {
            std::vector<Value> values(static_cast<std::size_t>(columns));
            for (int column = 0; column < columns; ++column) {
                if (PQgetisnull(answer, row, column) != 0) continue;
                const auto* data = reinterpret_cast<const std::uint8_t*>(PQgetvalue(answer, row, column));
                const auto size = static_cast<std::size_t>(PQgetlength(answer, row, column));
                STRATUM_TRY(values[static_cast<std::size_t>(column)],
                            postgresql_value(PQftype(answer, column), {data, size}));
            }
            STRATUM_TRY_VOID(on_row(Row{std::move(values)}));
        }
        return {};
    }

    PostgresqlConnection connection_;
    std::list<Kept> kept_;  ///< Most recently used first.
    std::unordered_map<std::string_view, std::list<Kept>::iterator> by_key_;
    std::vector<std::string> forgotten_;
    std::uint64_t names_ = 0;
};

}  // namespace

Result<std::unique_ptr<Database>> open_postgresql(const PostgresqlOptions& options) {
    STRATUM_TRY(auto connection, PostgresqlConnection::open(options.url, options.patience, options.answer_patience));
    return std::unique_ptr<Database>{std::make_unique<Postgresql>(std::move(connection))};
}

}  // namespace stratum::store
