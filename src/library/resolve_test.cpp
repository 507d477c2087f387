#include "test_library.hpp"

namespace stratum::library {
namespace {

class Resolve : public LibraryTest {
  protected:
    Recorded add(const std::string& name, std::uint8_t audio, const std::string& title, const std::string& artist) {
        write(name, name);
        Heard file = heard(name, audio, {});
        file.tags.title = title;
        file.tags.artist = artist;
        return library_->record(file).value();
    }
    void SetUp() override {
        LibraryTest::SetUp();
        if (IsSkipped()) return;
        blue_ = add("one.mp3", 1, "Blue", "Ann");
        monday_ = add("two.mp3", 2, "Blue Monday", "Bob");
        percent_ = add("three.mp3", 3, "100% Pure", "Bob");
    }
    Recorded blue_;
    Recorded monday_;
    Recorded percent_;
};

TEST_P(Resolve, FindsByPathAlsoThroughALink) {
    EXPECT_EQ(library_->resolve(path("one.mp3")).value(), blue_.file);
    EXPECT_EQ(library_->resolve(path("./x/../two.mp3")).value(), monday_.file);
    std::filesystem::create_symlink(path("two.mp3"), path("link.mp3"));
    EXPECT_EQ(library_->resolve(path("link.mp3")).value(), monday_.file);
}

TEST_P(Resolve, FindsByIdAndByItsFirstDigits) {
    EXPECT_EQ(library_->resolve(to_text(percent_.track)).value(), percent_.file);
    EXPECT_EQ(library_->resolve(to_text(percent_.file)).value(), percent_.file);
}

TEST_P(Resolve, ABitOfANameIsAnsweredWithTheQueriesThatFindIt) {
    const auto advice = [&](const std::string& text) {
        const auto found = library_->resolve(text);
        EXPECT_EQ(found.error().code, ErrorCode::not_found);
        return found.error().hint;
    };
    EXPECT_EQ(advice("blue"), "perhaps you mean 'title:blue' (2 tracks)");
    EXPECT_EQ(advice("two.MP3"), "perhaps you mean 'path:two.MP3' (1 track)");
    EXPECT_EQ(advice("Blue Monday"), "perhaps you mean 'title:Blue Monday' (1 track)");
    EXPECT_EQ(advice("bob"), "perhaps you mean 'artist:bob' (2 tracks)");
    // What is advised works, in both ways to ask.
    EXPECT_EQ(library_->select("title:blue").value().size(), 2U);
    EXPECT_EQ(library_->select("title:Blue Monday").value().size(), 1U);
    EXPECT_EQ(library_->resolve("path:two.MP3").value(), monday_.file);
    for (const std::string text : {"nothing such", "a\"b", "=", " "})
        EXPECT_TRUE(advice(text).starts_with("a track is a path")) << text;
}

TEST_P(Resolve, FewerThanFourDigitsAreNoId) {
    const std::string id = to_text(blue_.track);
    for (const std::size_t digits : {1U, 2U, 3U})
        EXPECT_EQ(library_->resolve(id.substr(0, digits)).error().code, ErrorCode::not_found) << digits;
    // Four are: they fit all three tracks, whose ids begin with the same time.
    EXPECT_EQ(library_->resolve(id.substr(0, 4)).error().code, ErrorCode::invalid_argument);
}

TEST_P(Resolve, WholeMatchOfATagWinsOverAPart) {
    EXPECT_EQ(library_->resolve("title:blue").value(), blue_.file);
    EXPECT_EQ(library_->resolve("TITLE: monday").value(), monday_.file);
    EXPECT_EQ(library_->resolve("path:TWO.mp3").value(), monday_.file);
}

TEST_P(Resolve, CapitalsDoNotMatterInAnyScript) {
    const Recorded anger = add("Ångström.mp3", 4, "Über Ärger", "Ольга");
    for (const char* text :
         {"title:über", "title:ÜBER ÄRGER", "title:ärg", "artist:ольга", "artist:ОЛЬ", "path:ÅNGSTRÖM"})
        EXPECT_EQ(library_->resolve(text).value(), anger.file) << text;
}

TEST_P(Resolve, LibrariesOfBeforeAreFoldedAnew) {
    if (!on_sqlite()) return;  // There were none on other engines.
    const Recorded anger = add("four.mp3", 4, "Über Ärger", "Ann");
    library_.reset();
    const auto connection = database();
    ASSERT_TRUE(connection->execute("UPDATE tags SET folded = lower(value)"));
    ASSERT_TRUE(connection->script(back_to_step_3()));
    reopen();
    EXPECT_EQ(library_->resolve("title:über").value(), anger.file);
}

TEST_P(Resolve, PatternLettersStandForThemselves) {
    EXPECT_EQ(library_->resolve("title:100%").value(), percent_.file);
    EXPECT_EQ(library_->resolve("title:_").error().code, ErrorCode::not_found);
}

TEST_P(Resolve, SeveralAreNamedInTheHint) {
    const auto found = library_->resolve("artist:bob");
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().code, ErrorCode::invalid_argument);  // exit code 2
    EXPECT_NE(found.error().hint.find(to_text(monday_.track)), std::string::npos);
    EXPECT_NE(found.error().hint.find("three.mp3"), std::string::npos);
    // All three ids were made in one millisecond of a clock that stands still.
    EXPECT_EQ(library_->resolve(to_text(blue_.track).substr(0, 8)).error().code, ErrorCode::invalid_argument);
}

TEST_P(Resolve, TwoFilesOfOneTrackAreOneAnswer) {
    const Recorded copy = add("copy.mp3", 1, "Blue", "Ann");
    ASSERT_EQ(copy.track, blue_.track);
    EXPECT_EQ(library_->resolve("artist:ann").value(), blue_.file);
}

TEST_P(Resolve, NothingIsNotFoundWithAHint) {
    for (const char* text : {"nothing", "title:green", "abc", "ffffffff", "", "colour:blue"}) {
        const auto found = library_->resolve(text);
        ASSERT_FALSE(found) << text;
        EXPECT_EQ(found.error().code, ErrorCode::not_found) << text;
        EXPECT_FALSE(found.error().hint.empty());
    }
}

STRATUM_ON_EVERY_ENGINE(Resolve);

}  // namespace
}  // namespace stratum::library
