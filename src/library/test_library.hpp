#pragma once

/// A library in a folder of its own with files that can be touched, for the tests of this room.

#include "stratum/library/library.hpp"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <optional>
#include <string>
#include <unistd.h>

namespace stratum::library {

/// Makes the schema what it was before its fourth step.
inline constexpr const char* kBackToStep3 =
    "DROP TABLE corrections; DROP TABLE correction_steps; DELETE FROM schema_migrations WHERE version > 3";

class LibraryTest : public testing::Test {
  protected:
    void SetUp() override {
        std::string name = testing::TempDir() + "/stratum_library_XXXXXX";
        ASSERT_NE(mkdtemp(name.data()), nullptr);
        folder_ = std::filesystem::canonical(name);
        reopen();
    }
    void TearDown() override {
        library_.reset();
        std::filesystem::remove_all(folder_);
    }
    void reopen() {
        library_.reset();
        auto opened = Library::open(folder_ + "/library", store::Access::write, clock_);
        ASSERT_TRUE(opened) << opened.error().text();
        library_.emplace(std::move(*opened));
    }
    std::string path(const std::string& name) const { return folder_ + "/" + name; }
    FileStat write(const std::string& name, const std::string& text) const {
        std::ofstream{path(name)} << text;
        return stat_file(path(name)).value();
    }
    /// What a child would tell of a file whose audio is `audio`.
    Heard heard(const std::string& name, std::uint8_t audio, std::vector<Part> parts) const {
        Heard heard;
        heard.path = path(name);
        heard.stat = stat_file(heard.path).value();
        heard.content.fill(audio);
        heard.media = {
            .container = "wav", .codec = "pcm_s16", .lossless = true, .rate = SampleRate{44100}, .channels = 2};
        heard.tags.title = name;
        heard.frames = 441000;
        heard.parts = std::move(parts);
        return heard;
    }
    /// Everything that hears audio, with a loudness of its own.
    static std::vector<Part> all_parts(double lufs = -10.0) {
        analysis::Report report;
        report.loudness.emplace().integrated = Lufs{lufs};
        report.chords.emplace();  // of nothing, but heard: theory goes with them
        std::vector<Part> parts;
        for (const auto id : analysis::kAllAnalysers)
            if (analysis::info_of(id).needs_audio) parts.push_back({id, analysis::part_to_cbor(report, id)});
        return parts;
    }

    ManualClock clock_{{1'700'000'000'000}};
    std::string folder_;
    std::optional<Library> library_;
};

}  // namespace stratum::library
