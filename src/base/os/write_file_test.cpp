#include "stratum/base/os/write_file.hpp"

#include "stratum/base/os/files.hpp"

#include <array>
#include <filesystem>
#include <gtest/gtest.h>
#include <unistd.h>

namespace stratum {
namespace {

TEST(WriteFile, ReplacesTheWholeFileOrLeavesItAsItWas) {
    std::string folder = testing::TempDir() + "/stratum_write_XXXXXX";
    ASSERT_NE(mkdtemp(folder.data()), nullptr);
    const std::string path = folder + "/file";
    const std::array<std::uint8_t, 3> bytes{'a', 'b', 'c'};
    ASSERT_TRUE(write_file(path, bytes));
    EXPECT_EQ(read_text_file(path).value(), "abc");
    ASSERT_TRUE(write_file(path, std::span{bytes}.first(1)));
    EXPECT_EQ(read_text_file(path).value(), "a");
    EXPECT_FALSE(exists(path + ".part"));

    const auto nowhere = write_file(folder + "/no/folder/file", bytes);
    ASSERT_FALSE(nowhere);
    EXPECT_EQ(nowhere.error().code, ErrorCode::not_found);
    // A folder has the name.
    ASSERT_TRUE(std::filesystem::create_directories(folder + "/taken/inside"));
    EXPECT_FALSE(write_file(folder + "/taken", bytes));
    EXPECT_FALSE(exists(folder + "/taken.part"));
    std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace stratum
