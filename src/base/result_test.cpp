#include "stratum/base/result.hpp"

#include <gtest/gtest.h>

namespace stratum {
namespace {

Result<int> half(int n) {
    if (n % 2 != 0) return error(ErrorCode::invalid_argument, "the number is odd", "give an even number");
    return n / 2;
}

Result<int> quarter(int n) {
    STRATUM_TRY(const int once, half(n));
    STRATUM_TRY(const int twice, half(once));
    return twice;
}

Result<void> check_quarter(int n) {
    STRATUM_TRY_VOID(quarter(n));
    return {};
}

TEST(Result, HandsTheValueUpOrTheErrorOut) {
    EXPECT_EQ(quarter(12).value(), 3);
    EXPECT_FALSE(quarter(6));
    EXPECT_EQ(quarter(6).error().code, ErrorCode::invalid_argument);
    EXPECT_TRUE(check_quarter(8).ok());
    EXPECT_EQ(check_quarter(7).error().message, "the number is odd");
}

TEST(Error, TellsWhatWhereAndWhatNext) {
    const Error inner = error(ErrorCode::corrupt, "frame 3 has no header", "copy the file again");
    EXPECT_EQ(inner.within("cannot read a.mp3").text(),
              "cannot read a.mp3: frame 3 has no header (copy the file again)");
    EXPECT_EQ(inner.within("x").code, ErrorCode::corrupt);
}

TEST(ErrorCode, NamesGoThereAndBack) {
    for (int i = 0; i <= static_cast<int>(ErrorCode::internal); ++i) {
        const auto code = static_cast<ErrorCode>(i);
        EXPECT_EQ(error_code_from(name_of(code)), code) << i;
    }
    EXPECT_EQ(exit_code_of(ErrorCode::invalid_argument), 2);
    EXPECT_EQ(exit_code_of(ErrorCode::cancelled), 130);
}

TEST(ResultDeathTest, ReadingTheWrongSideEndsTheProgram) { EXPECT_DEATH((void)half(3).value(), "holds an error"); }

}  // namespace
}  // namespace stratum
