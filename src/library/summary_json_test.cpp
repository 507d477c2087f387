#include "stratum/library/summary_json.hpp"

#include <gtest/gtest.h>

namespace stratum::library {
namespace {

TEST(SummaryJson, TellsWhatIsKnownAndLeavesOutTheRest) {
    TrackSummary track;
    track.title = "Blue";
    track.file_name = "blue\xff.flac";
    track.bpm = Bpm{174.0};
    track.key = analysis::Key{9, analysis::Mode::minor};
    track.corrected = {CorrectedField::tempo, CorrectedField::key};
    track.version = 7;
    JsonWriter w;
    write_track(w, track);
    const std::string json = w.take();
    for (const std::string_view part : {R"("title":"Blue")", R"("bpm":174)", R"("camelot":"8A")",
                                        R"("corrected":["tempo","key"])", R"("analysis":"none")", R"("version":7)"})
        EXPECT_NE(json.find(part), std::string::npos) << part << " in " << json;
    for (const std::string_view part : {"artist", "null", "binned_at", "\xff"})
        EXPECT_EQ(json.find(part), std::string::npos) << part << " in " << json;
    EXPECT_EQ(etag_of(track), "\"7\"");
    EXPECT_EQ(short_name_of(CorrectedField::metre), "metre");
}

}  // namespace
}  // namespace stratum::library
