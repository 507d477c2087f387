#include "stratum/library/stored.hpp"

#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace stratum::library {
namespace {

TEST(StoredPath, NamesABlobAndWhatItCameAs) {
    const std::string key(64, 'a');
    const std::string path = stored_path({key, "Album/01 Song.flac"});
    EXPECT_EQ(path, "stored:" + key + "/Album/01 Song.flac");
    const auto stored = parse_stored(path);
    ASSERT_TRUE(stored);
    EXPECT_EQ(stored->key, key);
    EXPECT_EQ(stored->name, "Album/01 Song.flac");
}

TEST(StoredPath, IsNothingElse) {
    const std::string key(64, 'a');
    const std::vector<std::string> others{"/music/a.flac",
                                          "stored:",
                                          "stored:" + key,
                                          "stored:" + key + "/",
                                          "stored:" + key.substr(1) + "/a.flac",
                                          "stored:" + key + "0/a.flac",
                                          "stored:" + std::string(64, 'G') + "/a.flac"};
    for (const std::string& path : others) EXPECT_FALSE(parse_stored(path)) << path;
}

}  // namespace
}  // namespace stratum::library
