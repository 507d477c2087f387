#include "stratum/base/os/files.hpp"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <unistd.h>

namespace stratum {
namespace {

class Files : public testing::Test {
  protected:
    void SetUp() override {
        std::string name = testing::TempDir() + "/stratum_files_XXXXXX";
        ASSERT_NE(mkdtemp(name.data()), nullptr);
        folder_ = name;
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }
    std::string path(const std::string& name) const { return folder_ + "/" + name; }
    void write(const std::string& name, const std::string& text) const { std::ofstream{path(name)} << text; }
    std::string folder_;
};

TEST_F(Files, SaysWhatAFileIs) {
    write("a", "hello");
    const auto stat = stat_file(path("a"));
    ASSERT_TRUE(stat);
    EXPECT_EQ(stat->kind, FileKind::regular);
    EXPECT_EQ(stat->size, 5);
    EXPECT_GT(stat->modified_ns, std::int64_t{1'577'836'800} * 1'000'000'000);  // after 2020
    EXPECT_EQ(stat_file(folder_)->kind, FileKind::folder);
}

TEST_F(Files, SaysWhatIsMissing) {
    const auto stat = stat_file(path("nothing"));
    ASSERT_FALSE(stat);
    EXPECT_EQ(stat.error().code, ErrorCode::not_found);
    EXPECT_NE(stat.error().message.find("nothing"), std::string::npos);
}

TEST_F(Files, CircleOfLinksIsAnErrorAndNoHang) {
    std::filesystem::create_symlink(path("b"), path("a"));
    std::filesystem::create_symlink(path("a"), path("b"));
    EXPECT_FALSE(stat_file(path("a")));
    EXPECT_EQ(stat_file(path("a"), Links::keep)->kind, FileKind::link);
}

TEST_F(Files, ListsFoldersInOrderWithTheirKinds) {
    write("b", "");
    write(".a", "");
    std::filesystem::create_directory(path("c"));
    const auto list = list_folder(folder_);
    ASSERT_TRUE(list);
    ASSERT_EQ(list->size(), 3U);
    EXPECT_EQ((*list)[0].name, ".a");
    EXPECT_EQ((*list)[1].kind, FileKind::regular);
    EXPECT_EQ((*list)[2].kind, FileKind::folder);
}

TEST_F(Files, MakesFoldersAndTheirParents) {
    EXPECT_TRUE(make_folders(path("x/y/z")));
    EXPECT_TRUE(make_folders(path("x/y/z")));
    EXPECT_TRUE(is_writable_folder(path("x/y/z")));
    write("file", "");
    const auto made = make_folders(path("file/inside"));
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().code, ErrorCode::already_exists);
}

TEST_F(Files, MakesFoldersThatLast) {
    EXPECT_TRUE(make_lasting_folders(path("x/y/../z/")));
    EXPECT_TRUE(make_lasting_folders(path("x/z")));
    EXPECT_TRUE(is_writable_folder(path("x/z")));
    EXPECT_TRUE(make_lasting_folders("/"));
    write("file", "");
    EXPECT_EQ(make_lasting_folders(path("file/inside")).error().code, ErrorCode::already_exists);
    EXPECT_TRUE(sync_folder(path("x")));
    EXPECT_EQ(sync_folder(path("nothing")).error().code, ErrorCode::not_found);
    EXPECT_EQ(sync_folder(path("file")).error().code, ErrorCode::not_found);
}

TEST_F(Files, ReadsAFileUpToItsLimit) {
    write("a", std::string(100, 'x'));
    EXPECT_EQ(read_text_file(path("a"), 100)->size(), 100U);
    EXPECT_EQ(read_text_file(path("a"), 99).error().code, ErrorCode::invalid_argument);
}

TEST(Paths, AreTidiedWithoutFollowingLinks) {
    EXPECT_EQ(absolute_path("/a/./b//../c/"), "/a/c");
    EXPECT_EQ(absolute_path("/../.."), "/");
    EXPECT_EQ(absolute_path("x"), absolute_path("./x"));
    EXPECT_TRUE(absolute_path("x").starts_with('/'));
}

TEST(Paths, ExtensionIsLowerCaseAndNotTheWholeOfADotFile) {
    EXPECT_EQ(extension_of("/a.b/Song.MP3"), "mp3");
    EXPECT_EQ(extension_of("/a.b/song"), "");
    EXPECT_EQ(extension_of(".hidden"), "");
    EXPECT_EQ(file_name_of("/a/b"), "b");
}

TEST(Glob, MatchesAsAShellDoes) {
    EXPECT_TRUE(matches_glob("*.mp3", "song.mp3"));
    EXPECT_FALSE(matches_glob("*.mp3", "folder/song.mp3"));
    EXPECT_TRUE(matches_glob("**/*.mp3", "a/b/song.mp3"));
    EXPECT_TRUE(matches_glob("**/*.mp3", "song.mp3"));
    EXPECT_TRUE(matches_glob("a/**/b", "a/b"));
    EXPECT_TRUE(matches_glob("a/**", "a/x/y"));
    EXPECT_TRUE(matches_glob("s?ng[0-9].wav", "song7.wav"));
    EXPECT_FALSE(matches_glob("s?ng[!0-9].wav", "song7.wav"));
    EXPECT_TRUE(matches_glob("a\\*b", "a*b"));
    EXPECT_FALSE(matches_glob("a\\*b", "axb"));
    EXPECT_TRUE(matches_glob("[", "["));
    EXPECT_FALSE(matches_glob("", "x"));
    EXPECT_TRUE(matches_glob("*a*b*c", "xxaxxbxxc"));
}

TEST(Glob, StaysFastOnHostilePatterns) {
    std::string pattern;
    for (int i = 0; i < 200; ++i) pattern += "*a";
    EXPECT_FALSE(matches_glob(pattern + "b", std::string(5000, 'a')));
}

}  // namespace
}  // namespace stratum
