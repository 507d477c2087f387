#include "stratum/library/query.hpp"

#include "stratum/base/clock.hpp"

#include <gtest/gtest.h>

namespace stratum::library {
namespace {

Query parsed(std::string_view text) {
    const auto query = parse_query(text);
    EXPECT_TRUE(query) << text << ": " << (query ? "" : query.error().text());
    return query ? *query : Query{};
}
bool takes(std::string_view text, double value) { return parsed(text).numbers.at(0).fits(value); }

TEST(ParseQuery, ReadsSeveralTerms) {
    const Query query = parsed("genre:DnB bpm:<100 key:8A");
    ASSERT_EQ(query.texts.size(), 1U);
    EXPECT_EQ(query.texts[0].field, "genre");
    EXPECT_EQ(query.texts[0].folded, "dnb");
    EXPECT_FALSE(query.texts[0].whole);
    ASSERT_EQ(query.numbers.size(), 1U);
    EXPECT_EQ(query.numbers[0].field, NumberField::bpm);
    ASSERT_EQ(query.keys.size(), 1U);
    EXPECT_EQ(query.keys[0], (analysis::Key{9, analysis::Mode::minor}));
}

TEST(ParseQuery, ComparesNumbersAsWritten) {
    EXPECT_TRUE(takes("bpm:<100", 99.99));
    EXPECT_FALSE(takes("bpm:<100", 100.0));
    EXPECT_TRUE(takes("bpm:<=100", 100.0));
    EXPECT_FALSE(takes("bpm:>100", 100.0));
    EXPECT_TRUE(takes("bpm:>=100", 100.0));
    EXPECT_TRUE(takes("bpm<100", 99.0));
    EXPECT_TRUE(takes("lufs:>-9.5", -9.0));
    EXPECT_TRUE(takes("bpm:90..100", 90.0));
    EXPECT_TRUE(takes("bpm:90..100", 100.0));
    EXPECT_FALSE(takes("bpm:90..100", 100.1));
    EXPECT_TRUE(takes("year:..1999", 1985.0));
    EXPECT_FALSE(takes("year:2000..", 1985.0));
    EXPECT_TRUE(takes("duration:>3:30", 211.0));
    EXPECT_TRUE(takes("duration:3:00..4:00", 240.0));
    EXPECT_TRUE(takes("confidence:<50%", 0.49));
    EXPECT_FALSE(takes("confidence:<0.5", 0.5));
}

TEST(ParseQuery, APlainNumberTakesWhatIsRoundedToIt) {
    EXPECT_TRUE(takes("bpm:128", 127.5));
    EXPECT_FALSE(takes("bpm:128", 128.5));
    EXPECT_FALSE(takes("bpm:128.0", 128.1));
    EXPECT_TRUE(takes("bpm:=128.0", 128.04));
    EXPECT_TRUE(takes("energy:7", 7.0));
    EXPECT_TRUE(takes("confidence:50%", 0.504));
    EXPECT_FALSE(takes("confidence:50%", 0.51));
}

TEST(ParseQuery, AWordWithoutAFieldContinuesTheText) {
    const Query query = parsed("artist:Daft  Punk bpm:120..125 key:A minor");
    EXPECT_EQ(query.texts.at(0).folded, "daft punk");
    EXPECT_EQ(query.keys.at(0), (analysis::Key{9, analysis::Mode::minor}));
}

TEST(ParseQuery, QuotesKeepWordsTogether) {
    EXPECT_EQ(parsed(R"(title:"bpm:100 is slow")").texts.at(0).folded, "bpm:100 is slow");
    EXPECT_EQ(parsed(R"(title:one "key:two" three)").texts.at(0).folded, "one key:two three");
    EXPECT_FALSE(parse_query(R"(title:"open)"));
}

TEST(ParseQuery, AnEqualSignWantsTheWholeText) {
    const Query query = parsed("genre:=Drum & Bass path:/vinyl/");
    EXPECT_TRUE(query.texts.at(0).whole);
    EXPECT_EQ(query.texts.at(0).folded, "drum & bass");
    EXPECT_EQ(query.texts.at(1).field, "path");
}

TEST(ParseQuery, WhatIsNotUnderstoodIsToldWithWhatWouldBe) {
    for (const char* text : {"", "  ", "blue", "colour:blue", "genre:dnb colour:blue", "bpm:", "bpm:fast", "bpm:<",
                             "bpm:<>3", "bpm:..", "bpm:100..90", "bpm:nan", "key:H",
                             "key:", "genre:", "genre:=", "duration:1:75", "confidence:x%", "bpm:1..2..3"}) {
        const auto query = parse_query(text);
        ASSERT_FALSE(query) << text;
        EXPECT_EQ(query.error().code, ErrorCode::invalid_argument) << text;
        EXPECT_FALSE(query.error().hint.empty()) << text;
    }
}

TEST(ParseQuery, TakesRatingsAndDoubts) {
    EXPECT_TRUE(takes("rating:5", 5.0));
    EXPECT_FALSE(takes("rating:5", 4.0));
    EXPECT_TRUE(takes("rating>=4", 4.0));
    EXPECT_TRUE(takes("doubt:>0.1", 0.2));
    EXPECT_TRUE(takes("doubt:<50%", 0.49));
    EXPECT_TRUE(takes("sample_rate:44.1k", 44100.0));
    EXPECT_TRUE(takes("sample_rate:>=48kHz", 48000.0));
    EXPECT_FALSE(takes("sample_rate:48000", 44100.0));
}

TEST(ParseQuery, TakesDatesWithAllThatLiesInThem) {
    const auto at = [](const char* time) { return static_cast<double>(parse_rfc3339(time)->milliseconds); };
    EXPECT_TRUE(takes("added:2026-11-20", at("2026-11-20T23:59:59Z")));
    EXPECT_FALSE(takes("added:2026-11-20", at("2026-11-21T00:00:00Z")));
    EXPECT_FALSE(takes("added:>2026-11-20", at("2026-11-20T12:00:00Z")));
    EXPECT_TRUE(takes("added>=2026-11-20", at("2026-11-20T00:00:00Z")));
    EXPECT_TRUE(takes("updated:<=2026-11-20", at("2026-11-20T12:00:00Z")));
    EXPECT_FALSE(takes("updated:<2026-11-20T18:00:00Z", at("2026-11-20T18:00:00Z")));
    EXPECT_TRUE(takes("updated:2025..2026-11", at("2026-11-30T12:00:00Z")));
    EXPECT_FALSE(takes("updated:2025..2026-11", at("2026-12-01T00:00:00Z")));
    EXPECT_TRUE(takes("added:2026-12", at("2026-12-31T23:00:00Z")));
    EXPECT_FALSE(takes("added:2026-12", at("2027-01-01T00:00:00Z")));
    for (const char* text : {"added:yesterday", "added:2026-13", "added:2026-02-30", "updated:2026-1-1", "added:..",
                             "added:2026..2025", "updated:"})
        EXPECT_FALSE(parse_query(text)) << text;
}

TEST(ParseQuery, TakesFlagsAndStates) {
    EXPECT_EQ(parsed("corrected:yes").flags.at(0).bits, 15);
    EXPECT_FALSE(parsed("corrected:no").flags.at(0).set);
    EXPECT_EQ(parsed("corrected:key").flags.at(0).bits, 8);
    EXPECT_EQ(parsed("lossless:no").flags.at(0).field, FlagField::lossless);
    EXPECT_EQ(parsed("state:stale").states.at(0), AnalysisState::stale);
    EXPECT_EQ(parsed("format:FLAC").texts.at(0).field, "codec");
    for (const char* text : {"corrected:perhaps", "lossless:key", "state:new", "corrected:"})
        EXPECT_FALSE(parse_query(text)) << text;
}

TEST(ParseSearch, ANameThatIsNoFieldIsToldAndNotLookedFor) {
    for (const char* text : {"nosuch:1", "blue nosuch:1", "nosuch:1 bpm:100"}) {
        const auto search = parse_search(text);
        ASSERT_FALSE(search) << text;
        EXPECT_NE(search.error().hint.find("rating:"), std::string::npos);
    }
    for (const char* text : {R"("nosuch:1")", "Live: at home", "C:\\music", "12:30", "a - b", "one:"}) {
        const auto search = parse_search(text);
        ASSERT_TRUE(search) << text;
        EXPECT_FALSE(search->query) << text;
        EXPECT_EQ(search->words, text);
    }
}

TEST(RefuseFolders, RefusesWhateverLooksAtPaths) {
    EXPECT_FALSE(refuse_folders("path:/home/"));
    EXPECT_FALSE(refuse_folders("blue bpm:100 PATH:home"));
    EXPECT_TRUE(refuse_folders("file:blue"));
    EXPECT_TRUE(refuse_folders("\"path:/home/\""));
    EXPECT_TRUE(refuse_folders("blue"));
}

TEST(ParseQuery, KnowsWhatBeginsOne) {
    EXPECT_TRUE(begins_query("bpm:x"));
    EXPECT_TRUE(begins_query("title:blue"));
    EXPECT_FALSE(begins_query("C:\\music"));
    EXPECT_FALSE(begins_query("song.mp3"));
    EXPECT_FALSE(begins_query("\"bpm:3\""));
}

TEST(Fits, LooksAtWhatIsShown) {
    analysis::Report report;
    report.duration = Seconds{200.0};
    EXPECT_FALSE(fits(parsed("bpm:<1000"), report));
    EXPECT_FALSE(fits(parsed("key:Am"), report));
    EXPECT_FALSE(fits(parsed("confidence:<1"), report));
    EXPECT_TRUE(fits(parsed("duration:>3:00"), report));
    report.rhythm.emplace().tempo = analysis::Tempo{.bpm = Bpm{87.0}, .confidence = 0.6};
    report.harmony.emplace().key = analysis::KeyEstimate{.key = {9, analysis::Mode::minor}, .confidence = 0.4};
    EXPECT_TRUE(fits(parsed("bpm:<100 key:8A confidence:<0.5"), report));
    EXPECT_FALSE(fits(parsed("bpm:<100 key:8B"), report));
}

}  // namespace
}  // namespace stratum::library
