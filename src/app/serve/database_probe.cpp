#include "serve/database_probe.hpp"

#include "stratum/store/postgresql.hpp"

#include <memory>
#include <utility>

namespace stratum::app {
namespace {

constexpr Seconds kPatience{2.0};

Result<void> ask(store::Database& database) {
    STRATUM_TRY_VOID(database.query_one("SELECT 1"));
    return {};
}

/// Keeps its connection until that breaks.
class PostgresqlProbe {
  public:
    explicit PostgresqlProbe(std::string url) : url_(std::move(url)) {}
    Result<void> operator()() {
        if (database_ == nullptr) {
            STRATUM_TRY(database_,
                        store::open_postgresql({.url = url_, .patience = kPatience, .answer_patience = kPatience}));
        }
        auto answered = ask(*database_);
        if (answered) return answered;
        database_.reset();
        // It may have broken long ago, for PostgreSQL was started anew.
        if (answered.error().code != ErrorCode::io || std::exchange(again_, true)) return answered;
        auto second = (*this)();
        again_ = false;
        return second;
    }

  private:
    const std::string url_;
    std::unique_ptr<store::Database> database_;
    bool again_ = false;
};

}  // namespace

std::function<Result<void>()> database_probe(const std::string& library, store::Pool& pool) {
    if (store::is_postgresql_url(library))
        return [probe = std::make_shared<PostgresqlProbe>(library)] { return (*probe)(); };
    return [&pool]() -> Result<void> {
        STRATUM_TRY(const auto lease, pool.read());
        return ask(*lease);
    };
}

}  // namespace stratum::app
