#include "stratum/media/libraries.hpp"

#include <algorithm>
#include <cctype>
#include <gtest/gtest.h>

namespace stratum::media {
namespace {

TEST(Libraries, EachHasANameAndAVersionWithADigit) {
    const auto libraries = library_versions();
    EXPECT_EQ(libraries.size(), 3U);
    for (const auto& [name, version] : libraries) {
        EXPECT_FALSE(name.empty());
        EXPECT_TRUE(std::ranges::any_of(version, [](unsigned char c) { return std::isdigit(c) != 0; })) << version;
        EXPECT_EQ(version.find("libsndfile"), std::string::npos) << "the name stands before it";
    }
}

}  // namespace
}  // namespace stratum::media
