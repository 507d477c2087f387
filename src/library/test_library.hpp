#pragma once

/// A library of its own on every engine, with files that can be touched, for the tests of this room.

#include "stratum/library/library.hpp"
#include "stratum/store/test_engines.hpp"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <memory>
#include <optional>
#include <string>
#include <unistd.h>

namespace stratum::library {

/// Makes the schema what it was before its fourth step.
inline std::string back_to_step_3() {
    std::string script = "DROP TABLE IF EXISTS track_words;";
    for (const char* const table : {"collection_tracks", "collections", "playlist_entries", "playlists", "track_edits",
                                    "track_summaries", "corrections", "correction_steps", "loose_blobs"})
        script += std::string{"DROP TABLE "} + table + ";";
    return script + "DELETE FROM schema_migrations WHERE version > 3";
}

class LibraryTest : public store::OnEveryEngine {
  protected:
    void SetUp() override {
        OnEveryEngine::SetUp();
        if (IsSkipped()) return;
        std::string name = testing::TempDir() + "/stratum_library_XXXXXX";
        ASSERT_NE(mkdtemp(name.data()), nullptr);
        folder_ = std::filesystem::canonical(name);
        reopen();
    }
    void TearDown() override {
        library_.reset();
        database_.reset();
        if (!folder_.empty()) std::filesystem::remove_all(folder_);
        OnEveryEngine::TearDown();
    }
    /// A folder, or the address of a database.
    std::string where() const { return on_sqlite() ? folder_ + "/library" : place(); }
    static bool on_sqlite() { return GetParam() == store::Engine::sqlite; }
    void reopen() {
        library_.reset();
        auto opened = Library::open(where(), store::Access::write, clock_);
        ASSERT_TRUE(opened) << opened.error().text();
        library_.emplace(std::move(*opened));
    }
    /// A second connection to the same database.
    std::unique_ptr<store::Database> database() const {
        auto opened = store::open_database(on_sqlite() ? where() + "/library.db" : place());
        if (!opened) ADD_FAILURE() << opened.error().text();
        return opened ? std::move(*opened) : nullptr;
    }
    /// No files, and a workspace that nobody has used.
    void start_anew() {
        for (const auto& entry : std::filesystem::directory_iterator{folder_})
            if (entry.path() != where()) std::filesystem::remove_all(entry.path());
        if (!database_) database_ = database();
        const Uuid workspace = IdSource::random();
        ASSERT_TRUE(create_workspace(*database_, workspace, "anew", clock_.now()));
        library_.emplace(Library::over(*database_, workspace, clock_));
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
    /// Everything that hears audio, as `report` has it.
    static std::vector<Part> parts_of(const analysis::Report& report) {
        std::vector<Part> parts;
        for (const auto id : analysis::kAllAnalysers)
            if (analysis::info_of(id).needs_audio) parts.push_back({id, analysis::part_to_cbor(report, id)});
        return parts;
    }
    /// The same with a loudness of its own.
    static std::vector<Part> all_parts(double lufs = -10.0) {
        analysis::Report report;
        report.loudness.emplace().integrated = Lufs{lufs};
        report.chords.emplace();  // of nothing, but heard: theory goes with them
        return parts_of(report);
    }

    ManualClock clock_{{1'700'000'000'000}};
    std::string folder_;
    std::unique_ptr<store::Database> database_;
    std::optional<Library> library_;
};

}  // namespace stratum::library
