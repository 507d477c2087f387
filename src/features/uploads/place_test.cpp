#include "place.hpp"

#include "stratum/base/os/files.hpp"
#include "test_uploads.hpp"

#include <array>
#include <csignal>
#include <sys/wait.h>
#include <unistd.h>

namespace stratum::uploads {
namespace {

class PlaceOfAnUpload : public UploadServer {};

TEST_P(PlaceOfAnUpload, IsLockedForOthersEvenInOtherProcessesUntilItsOwnerEnds) {
    const Uuid id = IdSource::random();
    ASSERT_TRUE(Place::make(*services_, id));
    std::array<int, 2> ready{};
    ASSERT_EQ(pipe(ready.data()), 0);
    const pid_t other = fork();
    if (other == 0) {
        const auto held = Place::open(*services_, id);
        (void)!write(ready[1], held ? "y" : "n", 1);
        pause();
        _exit(0);
    }
    char answer = 0;
    ASSERT_EQ(read(ready[0], &answer, 1), 1);
    EXPECT_EQ(answer, 'y');
    EXPECT_EQ(Place::open(*services_, id).error().code, ErrorCode::busy);
    kill(other, SIGKILL);
    waitpid(other, nullptr, 0);
    EXPECT_TRUE(Place::open(*services_, id));
    close(ready[0]);
    close(ready[1]);
}

TEST_P(PlaceOfAnUpload, IsFreeOnceItsOwnerLetsGoWhateverChildWasBegunMeanwhile) {
    const Uuid id = IdSource::random();
    std::optional<Place> place{Place::make(*services_, id).value()};
    // One that hears a file, say, and has not come to its own program yet: it has a copy of everything that is open.
    const pid_t child = fork();
    if (child == 0) {
        pause();
        _exit(0);
    }
    place.reset();
    EXPECT_TRUE(Place::open(*services_, id));
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
}

TEST_P(PlaceOfAnUpload, HoldsWhatWasToldAndNothingBehind) {
    const Uuid id = IdSource::random();
    {
        auto place = Place::make(*services_, id).value();
        ASSERT_TRUE(place.write(0, std::string{"0123456789"}));
        ASSERT_TRUE(place.sync());
    }
    EXPECT_TRUE(Place::holds(*services_, id, 10));
    EXPECT_FALSE(Place::holds(*services_, id, 11));
    auto place = Place::open(*services_, id).value();
    EXPECT_EQ(read_text_file(place.path()).value(), "0123456789");  // whoever opens it knows nothing yet
    EXPECT_EQ(place.hold_to(11).error().code, ErrorCode::not_found);
    EXPECT_TRUE(place.hold_to(10));
    EXPECT_TRUE(place.hold_to(4));
    EXPECT_EQ(read_text_file(place.path()).value(), "0123");
    EXPECT_EQ(Place::open(*services_, IdSource::random()).error().code, ErrorCode::not_found);
    EXPECT_EQ(Place::make(*services_, id).error().code, ErrorCode::already_exists);
    EXPECT_GT(free_bytes(*services_).value(), 0);
}

INSTANTIATE_TEST_SUITE_P(Engines, PlaceOfAnUpload, testing::Values(store::Engine::sqlite),
                         [](const auto& test) { return std::string{store::name_of(test.param)}; });

}  // namespace
}  // namespace stratum::uploads
