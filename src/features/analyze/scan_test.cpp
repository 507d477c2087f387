#include "scan.hpp"

#include "stratum/base/os/temp.hpp"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>

namespace stratum::analyze {
namespace {

namespace fs = std::filesystem;

class ScanFolder : public testing::Test {
  protected:
    void write(const std::string& name) const {
        fs::create_directories(fs::path{folder_ / name}.parent_path());
        std::ofstream{folder_ / name} << "x";
    }
    std::vector<std::string> names(const Scan& found) const {
        std::vector<std::string> names;
        for (const auto& file : found.files) names.push_back(fs::relative(file.path, fs::canonical(folder_.path())));
        return names;
    }
    Scan scan_all(const ScanOptions& options = {}) const { return scan({folder_.path()}, options); }
    os::TempFolder folder_ = std::move(os::TempFolder::make().value());
};

using Names = std::vector<std::string>;

TEST_F(ScanFolder, FindsAudioInAllFoldersInTheOrderOfNames) {
    for (const char* name : {"b/2.mp3", "b/1.FLAC", "a.wav", "notes.txt", "b/cover.jpg", "c/film.mkv"}) write(name);
    const Scan found = scan_all();
    EXPECT_EQ(names(found), (Names{"a.wav", "b/1.FLAC", "b/2.mp3", "c/film.mkv"}));
    EXPECT_EQ(found.not_audio, 2);
    EXPECT_TRUE(found.problems.empty());
}

TEST_F(ScanFolder, PassesOverHiddenNamesAndShadowsOfMacOs) {
    for (const char* name : {"a.mp3", "._a.mp3", ".hidden.mp3", ".git/b.mp3", "__MACOSX/c.mp3"}) write(name);
    EXPECT_EQ(names(scan_all()), (Names{"a.mp3"}));
    EXPECT_EQ(names(scan_all({.hidden = true})), (Names{".git/b.mp3", ".hidden.mp3", "a.mp3"}));
}

TEST_F(ScanFolder, CirclesOfLinksEnd) {
    write("a/1.mp3");
    fs::create_directory_symlink(folder_.path(), folder_ / "a/up");
    fs::create_directory_symlink(folder_ / "a", folder_ / "again");
    fs::create_symlink(folder_ / "loop.mp3", folder_ / "loop.mp3");
    const Scan found = scan_all();
    EXPECT_EQ(names(found), (Names{"a/1.mp3"}));
    ASSERT_EQ(found.problems.size(), 1U);
    EXPECT_TRUE(found.problems[0].path.ends_with("loop.mp3"));
}

TEST_F(ScanFolder, EachFileOnceHoweverItIsReached) {
    write("1.mp3");
    fs::create_symlink("1.mp3", folder_ / "link.mp3");
    const Scan found = scan({folder_ / "1.mp3", folder_ / "link.mp3", folder_.path(), folder_ / "./1.mp3"}, {});
    EXPECT_EQ(names(found), (Names{"1.mp3"}));
}

TEST_F(ScanFolder, ExcludesNamesAndPathsBelow) {
    for (const char* name : {"a/1.wav", "a/2.mp3", "b/a/3.mp3", "Podcasts/4.mp3", "b/5.mp3"}) write(name);
    const Scan found = scan_all({.exclude = {"*.wav", "Podcasts", "b/a/*"}});
    EXPECT_EQ(names(found), (Names{"a/2.mp3", "b/5.mp3"}));
    EXPECT_EQ(found.excluded, 3);
}

TEST_F(ScanFolder, ExcludesWhatWasNamedToo) {
    for (const char* name : {"1.wav", "2.mp3", "Podcasts/3.mp3", "Podcasts/deep/4.mp3"}) write(name);
    const std::vector<std::string> named{folder_ / "1.wav", folder_ / "2.mp3", folder_ / "Podcasts/"};
    const Scan found = scan(named, {.exclude = {"*.wav", "Podcasts"}});
    EXPECT_EQ(names(found), (Names{"2.mp3"}));
    EXPECT_EQ(found.excluded, 2);
    EXPECT_EQ(names(scan({folder_ / "Podcasts/deep/4.mp3"}, {.exclude = {"**/Podcasts"}})), Names{});
    EXPECT_EQ(names(scan({folder_ / "Podcasts/deep/4.mp3"}, {.exclude = {"**/podcasts", "*.wav", "a/b"}})).size(), 1U);
    // The folder one stands in was not chosen for its name.
    const fs::path before = fs::current_path();
    fs::current_path(folder_ / "Podcasts");
    EXPECT_EQ(scan({"."}, {.exclude = {"Podcasts"}}).files.size(), 2U);
    EXPECT_EQ(scan({"3.mp3", "./deep/4.mp3"}, {.exclude = {"./deep/*"}}).files.size(), 1U);
    fs::current_path(before);
}

TEST_F(ScanFolder, PatternsFromTheRootAreComparedWithWholePaths) {
    for (const char* name : {"a/1.mp3", "a/b/2.mp3", "c/3.mp3"}) write(name);
    EXPECT_EQ(names(scan_all({.exclude = {folder_ / "a"}})), (Names{"c/3.mp3"}));
    EXPECT_EQ(names(scan_all({.exclude = {folder_ / "a/*/"}})), (Names{"c/3.mp3"}));
    EXPECT_EQ(names(scan_all({.exclude = {folder_ / "*/b"}})), (Names{"a/1.mp3", "c/3.mp3"}));
    EXPECT_EQ(names(scan({folder_ / "a/b/2.mp3"}, {.exclude = {folder_ / "a"}})), Names{});
    // Also by the name of a link that leads there.
    fs::create_directory_symlink(folder_ / "a", folder_ / "link");
    EXPECT_EQ(names(scan({folder_ / "link"}, {.exclude = {folder_ / "link/b"}})), (Names{"a/1.mp3"}));
    EXPECT_EQ(names(scan({folder_ / "link"}, {.exclude = {folder_ / "a/b"}})), (Names{"a/1.mp3"}));
}

TEST_F(ScanFolder, NamedFileIsTakenWhateverItsName) {
    write("song");
    write(".hidden.txt");
    EXPECT_EQ(names(scan({folder_ / "song", folder_ / ".hidden.txt"}, {})), (Names{"song", ".hidden.txt"}));
}

TEST_F(ScanFolder, WhatIsNotThereIsTold) {
    const Scan found = scan({folder_ / "nothing"}, {});
    ASSERT_EQ(found.problems.size(), 1U);
    EXPECT_EQ(found.problems[0].error.code, ErrorCode::not_found);
}

TEST_F(ScanFolder, StopsWhenAsked) {
    write("a.mp3");
    std::stop_source stop;
    stop.request_stop();
    EXPECT_TRUE(scan({folder_.path()}, {}, stop.get_token()).files.empty());
}

}  // namespace
}  // namespace stratum::analyze
