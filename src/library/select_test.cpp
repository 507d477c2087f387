#include "stratum/library/library.hpp"
#include "stratum/library/tracks.hpp"
#include "test_library.hpp"

#include <gmock/gmock.h>

namespace stratum::library {
namespace {

class Select : public LibraryTest {
  protected:
    void SetUp() override {
        LibraryTest::SetUp();
        if (IsSkipped()) return;
        slow_ = add("slow dnb.wav", 1, "DnB", 1998, 87.0, -9.0);
        fast_ = add("fast dnb.wav", 2, "Liquid DnB", 2005, 174.0, -7.0);
        house_ = add("house.wav", 3, "House", 2015, 124.0, -8.0);
    }
    Recorded add(const std::string& name, std::uint8_t audio, const std::string& genre, int year, double bpm,
                 double lufs) {
        write(name, name);
        analysis::Report report;
        report.rhythm.emplace().tempo = analysis::Tempo{.bpm = Bpm{bpm}, .confidence = 0.5};
        report.loudness.emplace().integrated = Lufs{lufs};
        std::vector<Part> parts;
        for (const auto id : analysis::kAllAnalysers)
            if (analysis::info_of(id).needs_audio) parts.push_back({id, analysis::part_to_cbor(report, id)});
        Heard one = heard(name, audio, std::move(parts));
        one.tags.genre = genre;
        one.tags.year = year;
        return library_->record(one).value();
    }
    std::vector<Uuid> found(const std::string& query) {
        const auto files = library_->select(query);
        EXPECT_TRUE(files) << query << ": " << (files ? "" : files.error().text());
        return files ? *files : std::vector<Uuid>{};
    }

    Recorded slow_;
    Recorded fast_;
    Recorded house_;
};

TEST_P(Select, TermsHoldAllAtOnce) {
    EXPECT_THAT(found("genre:dnb"), testing::UnorderedElementsAre(slow_.file, fast_.file));
    EXPECT_THAT(found("genre:=dnb"), testing::ElementsAre(slow_.file));
    EXPECT_THAT(found("genre:dnb bpm:<100"), testing::ElementsAre(slow_.file));
    EXPECT_THAT(found("bpm:100..200"), testing::UnorderedElementsAre(fast_.file, house_.file));
    EXPECT_THAT(found("year:<2010 lufs:>-8"), testing::ElementsAre(fast_.file));
    EXPECT_THAT(found("path:DNB year:2005"), testing::ElementsAre(fast_.file));
    EXPECT_THAT(found("duration:>1:00"), testing::IsEmpty());
    EXPECT_THAT(found("genre:dnb genre:liquid"), testing::ElementsAre(fast_.file));
}

TEST_P(Select, LooksAtCorrectedValues) {
    TrackCorrection doubled{.track = slow_.track, .content = {}, .values = {}};
    doubled.values.tempo = Bpm{174.0};
    ASSERT_TRUE(library_->correct("--double", std::array{doubled}));
    EXPECT_THAT(found("bpm:<100"), testing::IsEmpty());
    EXPECT_THAT(found("bpm:174"), testing::UnorderedElementsAre(slow_.file, fast_.file));
    EXPECT_THAT(found("confidence:<0.9"), testing::UnorderedElementsAre(fast_.file, house_.file));
}

TEST_P(Select, LooksAtWhatIsKeptBesideTheReport) {
    TrackPatch patch;
    patch.rating = std::optional<std::int64_t>{4};
    ASSERT_TRUE(Tracks{*library_}.patch(std::array{house_.track}, patch));
    TrackCorrection doubled{.track = slow_.track, .content = {}, .values = {}};
    doubled.values.tempo = Bpm{174.0};
    ASSERT_TRUE(library_->correct("--double", std::array{doubled}));
    EXPECT_THAT(found("rating>=4"), testing::ElementsAre(house_.file));
    EXPECT_THAT(found("rating:5"), testing::IsEmpty());
    EXPECT_THAT(found("corrected:yes"), testing::ElementsAre(slow_.file));
    EXPECT_THAT(found("corrected:key"), testing::IsEmpty());
    EXPECT_THAT(found("corrected:no bpm:>150"), testing::ElementsAre(fast_.file));
    EXPECT_THAT(found("doubt:>0.1"), testing::UnorderedElementsAre(fast_.file, house_.file));
    EXPECT_THAT(found("file:=house.wav"), testing::ElementsAre(house_.file));
    EXPECT_THAT(found("added:<1970"), testing::IsEmpty());
    EXPECT_EQ(found("added:>=1970").size(), 3U);
}

TEST_P(Select, NamesOneTrackAsResolveDoes) {
    EXPECT_THAT(found(path("house.wav")), testing::ElementsAre(house_.file));
    EXPECT_THAT(found(to_text(house_.track)), testing::ElementsAre(house_.file));
    EXPECT_EQ(library_->select("nothing").error().code, ErrorCode::not_found);
    EXPECT_NE(library_->select("colour:blue").error().hint.find("bpm:"), std::string::npos);
    EXPECT_EQ(library_->select("bpm:fast").error().code, ErrorCode::invalid_argument);
}

TEST_P(Select, ATrackWithTwoFilesIsOneAnswer) {
    const Recorded copy = add("copy of house.wav", 3, "House", 2015, 124.0, -8.0);
    ASSERT_EQ(copy.track, house_.track);
    EXPECT_EQ(found("genre:house").size(), 1U);
}

TEST_P(Select, ShowTakesQueriesThatFitOneTrack) {
    EXPECT_EQ(library_->resolve("bpm:124").value(), house_.file);
    EXPECT_EQ(library_->resolve("genre:dnb bpm:>100").value(), fast_.file);
    EXPECT_EQ(library_->resolve("bpm:>100").error().code, ErrorCode::invalid_argument);
    EXPECT_EQ(library_->resolve("bpm:>500").error().code, ErrorCode::not_found);
    EXPECT_EQ(library_->resolve("bpm:fast").error().code, ErrorCode::invalid_argument);
}

STRATUM_ON_EVERY_ENGINE(Select);

}  // namespace
}  // namespace stratum::library
