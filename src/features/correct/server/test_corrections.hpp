#pragma once

#include "stratum/analysis/analysers.hpp"
#include "stratum/correct/feature.hpp"
#include "stratum/library/library.hpp"
#include "stratum/platform/test_server.hpp"

#include <string>
#include <vector>

/// A server with tracks that were heard, though never on a disk, for the tests of this folder.
namespace stratum::correct {

class CorrectionServer : public platform::ServerTest {
  protected:
    void SetUp() override {
        ServerTest::SetUp();
        if (IsSkipped()) return;
        auto correct = feature();
        correct.migrations.push_back(library::migrations());
        correct.permissions.push_back({"tracks.read", "look at tracks and lists", account::Tag::read});
        start({correct});
    }

    /// 60 s at this tempo in bars of four from 0.5 s on, in A minor.
    static analysis::Report heard_as(double bpm, double tempo_confidence, double key_confidence) {
        analysis::Report report;
        auto& rhythm = report.rhythm.emplace();
        rhythm.tempo = analysis::Tempo{.bpm = Bpm{bpm},
                                       .confidence = tempo_confidence,
                                       .alternatives = {{Bpm{2 * bpm}, 0.3, analysis::TempoRelation::double_}}};
        auto& grid = rhythm.grid.emplace();
        grid.kind = analysis::GridKind::constant;
        grid.confidence = 0.9;
        grid.regions = {{Seconds{}, Seconds{60.0}, Seconds{0.5}, Bpm{bpm}}};
        for (int n = 0; 0.5 + n * 60.0 / bpm < 60.0; ++n) {
            grid.beats.emplace_back(0.5 + n * 60.0 / bpm);
            if (n % 4 == 0) grid.downbeats.push_back(grid.beats.back());
        }
        rhythm.metre = analysis::Metre{4, 0.9};
        auto& key = report.harmony.emplace().key.emplace();
        key = {.key = {9, analysis::Mode::minor},
               .confidence = key_confidence,
               .alternatives = {{{0, analysis::Mode::major}, 0.2}}};
        return report;
    }
    /// Its id. Without a report nobody has heard it yet.
    std::string add(const std::string& title, const std::optional<analysis::Report>& report,
                    const std::optional<Uuid>& workspace = {}) {
        ++added_;
        library::Heard heard{
            .path = "/music/" + std::to_string(added_) + ".flac",
            .stat = {.kind = FileKind::regular,
                     .size = added_,
                     .modified_ns = added_,
                     .inode = static_cast<std::uint64_t>(added_)},
            .media = {.container = "flac", .codec = "flac", .lossless = true, .rate = SampleRate{44100}, .channels = 2},
            .tags = {.title = title, .artist = "Ann"},
            .frames = 44100LL * 60};
        heard.content[0] = static_cast<std::uint8_t>(added_);
        if (report)
            for (const auto id : analysis::kAllAnalysers)
                if (analysis::info_of(id).needs_audio) heard.parts.push_back({id, analysis::part_to_cbor(*report, id)});
        clock_.advance(Seconds{1.0});
        const auto recorded = services_->change([&](store::Database& database) {
            return library::Library::over(database, workspace.value_or(workspace_), clock_).record(heard);
        });
        EXPECT_TRUE(recorded) << (recorded ? "" : recorded.error().text());
        return recorded ? to_text(recorded->track) : "";
    }
    std::string add(const std::string& title) { return add(title, heard_as(87.0, 0.4, 0.5)); }
    Uuid other_workspace() {
        const Uuid other = IdSource::random();
        auto writer = pool_->write();
        EXPECT_TRUE(
            (*writer)->execute("INSERT INTO workspaces (id, name, created_at) VALUES ($1, 'Other', 1)", {other.bytes}));
        return other;
    }
    /// The kinds and subjects of all events, oldest first.
    std::vector<std::string> told() {
        std::vector<std::string> kinds;
        auto reader = pool_->read();
        for (const auto& row : (*reader)->query("SELECT kind FROM events ORDER BY told, id").value())
            kinds.push_back(row.text(0));
        return kinds;
    }

    std::int64_t added_ = 0;
};

}  // namespace stratum::correct
