#pragma once

#include "stratum/store/database.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace stratum::library {

/// A statement that is put together from parts, with the values that belong to its places. Only text of our own goes
/// into the statement; what people typed is bound.
class SqlText {
  public:
    SqlText& operator<<(std::string_view part) {
        text_ += part;
        return *this;
    }
    SqlText& operator<<(const char* part) { return *this << std::string_view{part}; }
    SqlText& operator<<(const std::string& part) { return *this << std::string_view{part}; }
    SqlText& operator<<(store::Value value) {
        values_.push_back(std::move(value));
        text_ += "$" + std::to_string(values_.size());
        return *this;
    }
    [[nodiscard]] const std::string& text() const { return text_; }
    [[nodiscard]] const std::vector<store::Value>& values() const { return values_; }

    Result<std::vector<store::Row>> rows_from(store::Database& database) const {
        std::vector<store::Row> rows;
        STRATUM_TRY_VOID(each_row(database, [&](const store::Row& row) -> Result<void> {
            rows.push_back(row);
            return {};
        }));
        return rows;
    }
    Result<void> each_row(store::Database& database, const store::Database::OnRow& on_row) const {
        STRATUM_TRY_VOID(database.run(text_, values_, &on_row));
        return {};
    }

    /// The same with a beginning that has no values.
    friend SqlText operator+(std::string_view beginning, SqlText rest) {
        rest.text_.insert(0, beginning);
        return rest;
    }

  private:
    std::string text_;
    std::vector<store::Value> values_;
};

}  // namespace stratum::library
