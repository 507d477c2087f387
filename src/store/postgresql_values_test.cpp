#include "postgresql_values.hpp"

#include "postgresql_error.hpp"

#include <cmath>
#include <gtest/gtest.h>

namespace stratum::store {
namespace {

constexpr Oid kNumeric = 1700;

/// PostgreSQL's binary form of a numeric: count, weight, sign, scale, then digits of base 10000.
Result<Value> numeric(std::vector<std::uint16_t> words) {
    Bytes bytes;
    for (const std::uint16_t word : words) {
        bytes.push_back(static_cast<std::uint8_t>(word >> 8U));
        bytes.push_back(static_cast<std::uint8_t>(word));
    }
    return postgresql_value(kNumeric, bytes);
}
std::int64_t whole(const Result<Value>& value) { return std::get<std::int64_t>(value.value().get()); }
double number(const Result<Value>& value) { return std::get<double>(value.value().get()); }

TEST(WireValues, WholeNumericsAreWhole) {
    EXPECT_EQ(whole(numeric({0, 0, 0, 0})), 0);
    EXPECT_EQ(whole(numeric({1, 0, 0, 0, 7})), 7);
    EXPECT_EQ(whole(numeric({1, 1, 0x4000, 0, 3})), -30000);  // zeros at the end are not sent
    EXPECT_EQ(whole(numeric({5, 4, 0, 0, 922, 3372, 368, 5477, 5807})), std::numeric_limits<std::int64_t>::max());
    EXPECT_EQ(whole(numeric({5, 4, 0x4000, 0, 922, 3372, 368, 5477, 5808})), std::numeric_limits<std::int64_t>::min());
}

TEST(WireValues, OtherNumericsAreNumbers) {
    EXPECT_DOUBLE_EQ(number(numeric({2, 0, 0, 1, 2, 5000})), 2.5);
    EXPECT_DOUBLE_EQ(number(numeric({5, 4, 0, 0, 922, 3372, 368, 5477, 5808})), 0x1p63);
    EXPECT_TRUE(std::isnan(number(numeric({0, 0, 0xc000, 0}))));
}

TEST(WireValues, BytesThatAreNoneOfTheirTypeAreTold) {
    EXPECT_EQ(numeric({9, 0, 0, 0, 1}).error().code, ErrorCode::corrupt);
    EXPECT_EQ(numeric({1, 0, 0, 0, 10000}).error().code, ErrorCode::corrupt);
    EXPECT_EQ(postgresql_value(20, Bytes{1, 2}).error().code, ErrorCode::corrupt);
    EXPECT_EQ(postgresql_value(16, {}).error().code, ErrorCode::corrupt);
    EXPECT_EQ(postgresql_value(600, Bytes(16)).error().code, ErrorCode::internal) << "a point in a plane";
}

TEST(WireValues, StatementsArePreparedForTheTypesOfTheirValues) {
    const std::vector<Value> values{1, 0.5, "x", Bytes{}, nullptr};
    const PostgresqlParameters parameters{values};
    EXPECT_EQ(parameters.signature(), "idtb-");
    EXPECT_NE(parameters.data()[3], nullptr) << "empty is not null";
    EXPECT_EQ(parameters.data()[4], nullptr);
}

TEST(SqlState, LongerBeginningsGoFirst) {
    EXPECT_EQ(error_code_of_sqlstate("23505"), ErrorCode::already_exists);
    EXPECT_EQ(error_code_of_sqlstate("23503"), ErrorCode::invalid_argument);
    EXPECT_EQ(error_code_of_sqlstate("40P01"), ErrorCode::busy);
    EXPECT_EQ(error_code_of_sqlstate("42601"), ErrorCode::internal);
    EXPECT_EQ(error_code_of_sqlstate(""), ErrorCode::internal);
}

}  // namespace
}  // namespace stratum::store
