#include "receiver.hpp"

#include "test_uploads.hpp"

#include <csignal>
#include <filesystem>
#include <random>
#include <sys/resource.h>

namespace stratum::uploads {
namespace {

class CutUploads : public UploadServer {};

TEST_P(CutUploads, GoOnFromWhereTheyAreAndEndWithTheSameBytes) {
    std::mt19937 random{7};
    for (int round = 0; round < 5; ++round) {
        const std::string bytes = noise(200'000, static_cast<std::uint32_t>(round) + 1);
        const std::string url = begun(bytes.size());
        for (int cut = 0; cut < 10; ++cut) {
            const std::size_t at = offset_of(url);
            if (at == bytes.size()) break;
            const std::size_t size = std::uniform_int_distribution<std::size_t>{1, bytes.size() - at}(random);
            const std::size_t missing = std::uniform_int_distribution<std::size_t>{1, size}(random);
            send_cut(net::Method::patch, url, bytes.substr(at, size), part(at), missing);
            EXPECT_EQ(offset_of(url), at + size - missing);  // what came is kept
        }
        const std::size_t at = offset_of(url);
        ASSERT_EQ(patch(url, at, bytes.substr(at)).status, 204);
        EXPECT_EQ(stored(hash_of(bytes)), Bytes(bytes.begin(), bytes.end()));
    }
    EXPECT_EQ(jobs().size(), 5U);
}

TEST_P(CutUploads, KeepNothingOfAPartWhoseChecksumCanNotBeKnown) {
    const std::string bytes = noise(10'000);
    const std::string url = begun(bytes.size());
    ASSERT_EQ(patch(url, 0, bytes.substr(0, 1'000)).status, 204);
    send_cut(net::Method::patch, url, bytes.substr(1'000), part(1'000, checksum("sha256", bytes.substr(1'000))), 1);
    EXPECT_EQ(offset_of(url), 1'000U);
    EXPECT_EQ(patch(url, 1'000, bytes.substr(1'000), checksum("sha256", bytes.substr(1'000))).status, 204);
    EXPECT_EQ(stored(hash_of(bytes)), Bytes(bytes.begin(), bytes.end()));
}

TEST_P(CutUploads, ForgetWhatWasWrittenAndNeverTold) {
    // As a kill leaves it: more in the file than in the row, and that perhaps of other bytes.
    const std::string bytes = noise(10'000);
    const std::string url = begun(bytes.size());
    ASSERT_EQ(patch(url, 0, bytes.substr(0, 1'000)).status, 204);
    {
        auto place = Place::open(*services_, id_of(url)).value();
        ASSERT_TRUE(place.write(1'000, noise(20'000, 9)));
    }
    EXPECT_EQ(offset_of(url), 1'000U);
    EXPECT_EQ(patch(url, 1'000, bytes.substr(1'000)).status, 204);
    EXPECT_EQ(stored(hash_of(bytes)), Bytes(bytes.begin(), bytes.end()));
}

TEST_P(CutUploads, SurviveADiskThatIsFull) {
    // A limit of the size of files answers as a full disk does, in the middle of a write; so high that the files of the
    // database stay below.
    services_->largest_upload = 10'000'000;
    const std::string bytes = noise(9'000'000);
    const std::string url = begun(bytes.size());
    rlimit before{};
    ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
    const auto old = std::signal(SIGXFSZ, SIG_IGN);
    const rlimit low{.rlim_cur = 8'000'500, .rlim_max = before.rlim_max};
    ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &low), 0);
    const auto full = patch(url, 0, bytes);
    ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &before), 0);
    std::signal(SIGXFSZ, old);
    EXPECT_EQ(full.status, 507) << full.body;
    EXPECT_EQ(full.json().text("code"), "no_space");
    EXPECT_EQ(offset_of(url), 8'000'000U);  // whole pieces
    EXPECT_EQ(full.headers.get("Upload-Offset"), "8000000");
    EXPECT_EQ(patch(url, 8'000'000, bytes.substr(8'000'000)).status, 204);
    EXPECT_TRUE(store::verify_blob(*blobs_, hash_of(bytes)));
}

TEST_P(CutUploads, AreFreeForTheNextPartOnceAnswered) {
    const std::string url = begun(1'000);
    auto upload = Upload{.workspace = workspace_, .id = id_of(url), .name = "a.wav", .length = 1'000};
    Receiver receiver{*services_, upload, Place::open(*services_, upload.id).value(), {}};
    ASSERT_TRUE(receiver.write(noise(500)));
    EXPECT_EQ(receiver.finish(true).status, 204);
    EXPECT_EQ(patch(url, 500, noise(500)).status, 204) << "whoever was answered need not wait";
}

TEST_P(CutUploads, AreGoneWhenSomebodyGaveThemUpMeanwhile) {
    const std::string url = begun(1'000);
    ASSERT_TRUE(services_->change([&](store::Database& database) { return remove(database, workspace_, id_of(url)); }));
    auto lost = Upload{.workspace = workspace_, .id = id_of(url), .name = "a.wav", .length = 1'000};
    Receiver receiver{*services_, lost, Place::open(*services_, lost.id).value(), {}};
    ASSERT_TRUE(receiver.write(noise(500)));
    EXPECT_EQ(receiver.finish(true).status, 404);
}

STRATUM_ON_EVERY_ENGINE(CutUploads);

}  // namespace
}  // namespace stratum::uploads
