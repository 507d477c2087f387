#pragma once

#include "stratum/base/cbor.hpp"
#include "stratum/base/result.hpp"

#include <array>
#include <concepts>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace stratum::store {

/// One value that goes into a statement or comes out of a row: null, whole number, number, text or bytes.
class Value {
  public:
    Value() = default;
    Value(std::nullptr_t) {}  // NOLINT: implicit by design, as are the others
    template <std::integral T>
    Value(T number) : value_(static_cast<std::int64_t>(number)) {}                             // NOLINT
    Value(double number) : value_(number) {}                                                   // NOLINT
    Value(std::string text) : value_(std::move(text)) {}                                       // NOLINT
    Value(std::string_view text) : value_(std::string{text}) {}                                // NOLINT
    Value(const char* text) : value_(std::string{text}) {}                                     // NOLINT
    Value(Bytes bytes) : value_(std::move(bytes)) {}                                           // NOLINT
    Value(std::span<const std::uint8_t> bytes) : value_(Bytes(bytes.begin(), bytes.end())) {}  // NOLINT
    template <std::size_t N>
    Value(const std::array<std::uint8_t, N>& bytes) : value_(Bytes(bytes.begin(), bytes.end())) {}  // NOLINT
    template <class T>
    Value(const std::optional<T>& value) {  // NOLINT
        if (value) *this = Value{*value};
    }

    using Variant = std::variant<std::monostate, std::int64_t, double, std::string, Bytes>;
    [[nodiscard]] const Variant& get() const { return value_; }

  private:
    Variant value_;
};

/// One row of an answer. A value is read as the type that its column was written with; null and other types read as 0,
/// empty text or empty bytes, and as nothing in the `optional` forms.
class Row {
  public:
    explicit Row(std::vector<Value> values) : values_(std::move(values)) {}
    [[nodiscard]] std::size_t size() const { return values_.size(); }
    [[nodiscard]] const Value& value(std::size_t column) const { return values_.at(column); }
    [[nodiscard]] bool is_null(std::size_t column) const;
    [[nodiscard]] std::int64_t integer(std::size_t column) const;
    [[nodiscard]] double number(std::size_t column) const;
    [[nodiscard]] const std::string& text(std::size_t column) const;
    [[nodiscard]] const Bytes& bytes(std::size_t column) const;
    [[nodiscard]] std::optional<std::int64_t> optional_integer(std::size_t column) const;
    [[nodiscard]] std::optional<double> optional_number(std::size_t column) const;

  private:
    std::vector<Value> values_;
};

enum class Engine : std::uint8_t { sqlite, postgresql };
[[nodiscard]] std::string_view name_of(Engine engine);

/// One connection. Not thread-safe; a second thread takes a second connection.
///
/// SQL is written once for all engines; beside the functions they share there is `stratum_fold_case(text)`, which is
/// `stratum::fold_case`, where the engine can be taught it (SQLite). Values are bound to `$1`, `$2`, ..., and never put
/// into the text. Errors of every call: `busy` (locked by another for longer than the patience given), `no_space`,
/// `corrupt`, `permission_denied` (read-only), `already_exists` (a unique key is taken), `invalid_argument` (another
/// constraint), `io`, and `internal` for SQL that is wrong.
class Database {
  public:
    using OnRow = std::function<Result<void>(const Row& row)>;
    using Values = std::initializer_list<Value>;

    virtual ~Database() = default;
    [[nodiscard]] virtual Engine engine() const = 0;

    /// `broken`: the connection is lost, and nothing will succeed on it again. Asks nobody; costs nothing.
    enum class Condition : std::uint8_t { ready, inside_transaction, broken };
    [[nodiscard]] virtual Condition condition() const = 0;

    /// Changes; returns how many rows.
    Result<std::int64_t> execute(std::string_view sql, Values values = {});
    /// Asks; `on_row` sees one row after the other, and an error from it ends the call.
    Result<void> each(std::string_view sql, Values values, const OnRow& on_row);
    Result<std::vector<Row>> query(std::string_view sql, Values values = {});
    /// The first row, if there is one.
    Result<std::optional<Row>> query_one(std::string_view sql, Values values = {});

    /// One statement; `on_row` may be null.
    virtual Result<std::int64_t> run(std::string_view sql, std::span<const Value> values, const OnRow* on_row) = 0;
    /// Several statements without values, separated by semicolons.
    virtual Result<void> script(std::string_view sql) = 0;

  protected:
    Database() = default;
    Database(const Database&) = default;
    Database& operator=(const Database&) = default;
};

/// All that happens until `commit`, or nothing. Undone when destroyed without it. One inside another is a savepoint.
///
/// After a statement has failed, roll back (to a savepoint): PostgreSQL refuses everything else.
class Transaction {
  public:
    /// `write` is as if nobody else were writing. SQLite takes the lock for writing at once and waits for another
    /// writer. PostgreSQL lets both go on (SERIALIZABLE) and ends one with `busy` where they would notice each other,
    /// at any statement or at the commit; `in_transaction` of `pool.hpp` then repeats the whole.
    /// `queue` is for statements that lock the rows they take (READ COMMITTED): each sees what was committed before it.
    /// `look` reads one state of everything, however long it takes, keeps nobody from writing and may not write itself.
    enum class Intent : std::uint8_t { write, queue, look, savepoint };
    static Result<Transaction> begin(Database& database, Intent intent = Intent::write);
    ~Transaction();
    Transaction(Transaction&& other) noexcept
        : database_(std::exchange(other.database_, nullptr)), intent_(other.intent_) {}
    Transaction& operator=(Transaction&&) = delete;
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    Result<void> commit();

  private:
    Transaction(Database& database, Intent intent) : database_(&database), intent_(intent) {}
    Database* database_;
    Intent intent_;
};

}  // namespace stratum::store
