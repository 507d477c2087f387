#include "arrival.hpp"

#include "test_uploads.hpp"

namespace stratum::uploads {
namespace {

class ArrivedUploads : public UploadServer {
  protected:
    /// All bytes are there, and nobody has taken it over.
    Upload arrived_one(const std::string& bytes) {
        const Uuid id = id_of(begun(bytes.size()));
        auto place = Place::open(*services_, id).value();
        EXPECT_TRUE(place.write(0, bytes));
        EXPECT_TRUE(place.sync());
        return services_
            ->change([&](store::Database& database) -> Result<Upload> {
                STRATUM_TRY(auto upload, find(database, workspace_, id));
                STRATUM_TRY_VOID(advance(database, *upload, upload->length, upload->expires_at));
                STRATUM_TRY(upload, find(database, workspace_, id));
                return std::move(*upload);
            })
            .value();
    }
};

TEST_P(ArrivedUploads, HaveOneJobHoweverOftenTheyArrive) {
    const std::string bytes = noise(1'000);
    const Upload upload = arrived_one(bytes);
    std::optional<Uuid> job;
    for (int again = 0; again < 3; ++again) {
        // As a process that was killed before it removed the file finds it.
        auto place = again == 0 ? Place::open(*services_, upload.id) : Place::make(*services_, upload.id);
        ASSERT_TRUE(place);
        if (again > 0) ASSERT_TRUE(place->write(0, bytes));
        Upload same = upload;
        const auto done = arrive(*services_, same, *place);
        ASSERT_TRUE(done) << done.error().text();
        if (job) EXPECT_EQ(same.job, job);
        job = same.job;
        EXPECT_FALSE(exists(place->path()));
    }
    EXPECT_EQ(jobs().size(), 1U);
    EXPECT_TRUE(store::verify_blob(*blobs_, hash_of(bytes)));
}

TEST_P(ArrivedUploads, StayWholeWhereNoBlobCanBeMade) {
    Upload upload = arrived_one(noise(1'000));
    auto place = Place::open(*services_, upload.id).value();
    services_->blobs = nullptr;
    EXPECT_EQ(arrive(*services_, upload, place).error().code, ErrorCode::busy);
    EXPECT_FALSE(upload.job);
    EXPECT_TRUE(Place::holds(*services_, upload.id, 1'000));
    services_->blobs = blobs_.get();
    EXPECT_TRUE(arrive(*services_, upload, place));
}

STRATUM_ON_EVERY_ENGINE(ArrivedUploads);

}  // namespace
}  // namespace stratum::uploads
