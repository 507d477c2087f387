#include "stratum/store/database.hpp"

namespace stratum::store {

bool Row::is_null(std::size_t column) const { return std::holds_alternative<std::monostate>(values_.at(column).get()); }

std::optional<std::int64_t> Row::optional_integer(std::size_t column) const {
    if (const auto* number = std::get_if<std::int64_t>(&values_.at(column).get())) return *number;
    return {};
}

std::optional<double> Row::optional_number(std::size_t column) const {
    if (const auto* number = std::get_if<double>(&values_.at(column).get())) return *number;
    // An engine may hand a whole number back from a column of numbers.
    if (const auto whole = optional_integer(column)) return static_cast<double>(*whole);
    return {};
}

std::int64_t Row::integer(std::size_t column) const { return optional_integer(column).value_or(0); }
double Row::number(std::size_t column) const { return optional_number(column).value_or(0.0); }

const std::string& Row::text(std::size_t column) const {
    static const std::string kNone;
    const auto* text = std::get_if<std::string>(&values_.at(column).get());
    return text != nullptr ? *text : kNone;
}

const Bytes& Row::bytes(std::size_t column) const {
    static const Bytes kNone;
    const auto* bytes = std::get_if<Bytes>(&values_.at(column).get());
    return bytes != nullptr ? *bytes : kNone;
}

std::string_view name_of(Engine engine) { return engine == Engine::sqlite ? "sqlite" : "postgresql"; }

Result<std::int64_t> Database::execute(std::string_view sql, Values values) {
    return run(sql, {values.begin(), values.size()}, nullptr);
}

Result<void> Database::each(std::string_view sql, Values values, const OnRow& on_row) {
    STRATUM_TRY_VOID(run(sql, {values.begin(), values.size()}, &on_row));
    return {};
}

Result<std::vector<Row>> Database::query(std::string_view sql, Values values) {
    std::vector<Row> rows;
    STRATUM_TRY_VOID(each(sql, values, [&](const Row& row) -> Result<void> {
        rows.push_back(row);
        return {};
    }));
    return rows;
}

Result<std::optional<Row>> Database::query_one(std::string_view sql, Values values) {
    std::optional<Row> first;
    STRATUM_TRY_VOID(each(sql, values, [&](const Row& row) -> Result<void> {
        if (!first) first = row;
        return {};
    }));
    return first;
}

Result<Transaction> Transaction::begin(Database& database, Intent intent) {
    const bool sqlite = database.engine() == Engine::sqlite;
    const std::string_view start = intent == Intent::savepoint        ? "SAVEPOINT stratum"
                                   : sqlite && intent == Intent::look ? "BEGIN"
                                   : sqlite                           ? "BEGIN IMMEDIATE"
                                   : intent == Intent::look  ? "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
                                   : intent == Intent::queue ? "BEGIN ISOLATION LEVEL READ COMMITTED"
                                                             : "BEGIN ISOLATION LEVEL SERIALIZABLE";
    STRATUM_TRY_VOID(database.execute(start));
    return Transaction{database, intent};
}

Transaction::~Transaction() {
    if (database_ == nullptr) return;
    // Nothing can be told from here; an engine that can not roll back has done so itself.
    if (intent_ == Intent::savepoint) {
        (void)database_->execute("ROLLBACK TO SAVEPOINT stratum");
        (void)database_->execute("RELEASE SAVEPOINT stratum");
    } else {
        (void)database_->execute("ROLLBACK");
    }
}

Result<void> Transaction::commit() {
    STRATUM_CHECK(database_ != nullptr);
    // When this fails the destructor still rolls back.
    STRATUM_TRY_VOID(database_->execute(intent_ == Intent::savepoint ? "RELEASE SAVEPOINT stratum" : "COMMIT"));
    database_ = nullptr;
    return {};
}

}  // namespace stratum::store
