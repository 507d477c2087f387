#include "sweep.hpp"

#include "test_uploads.hpp"

#include <utime.h>

namespace stratum::uploads {
namespace {

class SweptUploads : public UploadServer {
  protected:
    /// Files carry the time of the system, not of the test's clock.
    void age(const std::string& path) const {
        const auto then = static_cast<time_t>(clock_.now().milliseconds / 1000 - 7'200);
        const utimbuf times{then, then};
        ASSERT_EQ(utime(path.c_str(), &times), 0);
    }
};

TEST_P(SweptUploads, AreTakenOverWhenThatFailedAtTheTime) {
    const std::string bytes = noise(1'000);
    const std::string url = begun(bytes.size());
    services_->blobs = nullptr;  // no S3 at that moment, say; what came before is kept
    EXPECT_EQ(patch(url, 0, bytes).status, 503);
    services_->blobs = blobs_.get();
    ASSERT_EQ(patch(url, 0, bytes.substr(0, 400)).status, 204);
    {
        // All there, and the process was killed before it could take it over.
        auto place = Place::open(*services_, id_of(url)).value();
        ASSERT_TRUE(place.write(400, std::span{bytes}.subspan(400)));
        ASSERT_TRUE(services_->change([&](store::Database& database) -> Result<void> {
            STRATUM_TRY(const auto upload, find(database, workspace_, id_of(url)));
            return advance(database, *upload, 1'000, upload->expires_at);
        }));
    }
    EXPECT_EQ(get(url).json().text("state"), "received");
    EXPECT_TRUE(jobs().empty());
    ASSERT_TRUE(sweep(*services_));
    EXPECT_EQ(jobs().size(), 1U);
    EXPECT_TRUE(store::verify_blob(*blobs_, hash_of(bytes)));
    EXPECT_EQ(get(url).json().text("job_id"), to_text(jobs().front().id));
}

TEST_P(SweptUploads, GoWithTheirFilesWhenTheyExpired) {
    const std::string old = begun(1'000);
    clock_.advance(Seconds{6.0 * 86'400});
    const std::string young = begun(1'000);
    clock_.advance(Seconds{2.0 * 86'400});
    EXPECT_EQ(head(old).status, 410);
    const std::string orphan = Place::folder(*services_) + "/" + to_text(IdSource::random());
    for (const auto& path : {Place::path(*services_, id_of(old)), Place::path(*services_, id_of(young))}) age(path);
    {
        std::FILE* made = std::fopen(orphan.c_str(), "w");
        std::fclose(made);
    }
    age(orphan);
    ASSERT_TRUE(sweep(*services_));
    EXPECT_EQ(head(old).status, 404);
    EXPECT_EQ(offset_of(young), 0U);
    EXPECT_FALSE(exists(Place::path(*services_, id_of(old))));
    EXPECT_FALSE(exists(orphan));
    EXPECT_TRUE(exists(Place::path(*services_, id_of(young))));
}

TEST_P(SweptUploads, AreSweptByAJobThatAsksForTheNext) {
    const auto handler = sweep_job(*services_);
    const auto again = sweep_job(*services_);  // as another process starts
    auto lease = services_->pool.read();
    EXPECT_EQ(store::list_jobs(**lease, Uuid{}, {.kind = handler.kind}).value().size(), 1U);
}

STRATUM_ON_EVERY_ENGINE(SweptUploads);

}  // namespace
}  // namespace stratum::uploads
