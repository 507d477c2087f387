#include "arrival.hpp"

#include "removal.hpp"
#include "sweep.hpp"
#include "test_uploads.hpp"

namespace stratum::uploads {
namespace {

/// Something happens when a file has become a blob and nobody knows of it yet.
class WatchedBlobs final : public store::Blobs {
  public:
    WatchedBlobs(store::Blobs& inner, std::function<Result<void>()> then) : inner_(inner), then_(std::move(then)) {}
    Result<store::BlobInfo> put(const Source& source, std::stop_token stop) override {
        return inner_.put(source, stop);
    }
    Result<store::BlobInfo> put_file(const std::string& path, std::stop_token stop, const Named& named) override {
        STRATUM_TRY(const auto info, inner_.put_file(path, stop, named));
        STRATUM_TRY_VOID(then_());
        return info;
    }
    Result<void> get(const store::BlobId& id, store::ByteRange range, const Sink& sink, std::stop_token stop) override {
        return inner_.get(id, range, sink, stop);
    }
    Result<store::BlobInfo> stat(const store::BlobId& id) override { return inner_.stat(id); }
    Result<void> remove(const store::BlobId& id) override { return inner_.remove(id); }
    Result<void> list(const std::function<Result<void>(const store::BlobInfo&)>& each, std::stop_token stop) override {
        return inner_.list(each, stop);
    }
    Result<void> check() override { return inner_.check(); }

  private:
    store::Blobs& inner_;
    std::function<Result<void>()> then_;
};

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
    auto reader = services_->pool.read();
    const auto told =
        (*reader)->query_one("SELECT count(*), max(payload) FROM events WHERE kind = 'upload.finished'").value();
    EXPECT_EQ(told->integer(0), 1);
    EXPECT_EQ(told->text(1), R"({"upload_id":")" + to_text(upload.id) + "\"}");
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

TEST_P(ArrivedUploads, LeaveNothingBehindWhereTheyAreGivenUpBetweenBlobAndJob) {
    Upload upload = arrived_one(noise(1'000));
    const auto blob = hash_of(noise(1'000));
    {
        WatchedBlobs dying{*blobs_, [] { return error(ErrorCode::crashed, "the process ends here"); }};
        services_->blobs = &dying;
        auto place = Place::open(*services_, upload.id).value();
        EXPECT_FALSE(arrive(*services_, upload, place));
        services_->blobs = blobs_.get();
    }
    EXPECT_TRUE(blobs_->stat(blob));
    EXPECT_EQ(send(net::Method::delete_, "/api/v1/uploads/" + to_text(upload.id), {}, tus()).status, 204);
    ASSERT_TRUE(sweep(*services_));
    clock_.advance(Seconds{2.0 * 86'400});
    ASSERT_TRUE(sweep(*services_));
    EXPECT_FALSE(blobs_->stat(blob)) << "nobody can come to it any more";
    EXPECT_TRUE(jobs().empty());
}

TEST_P(ArrivedUploads, AreNotSweptAwayWhileTheyArrive) {
    Upload upload = arrived_one(noise(1'000));
    int times = 0;
    WatchedBlobs slow{*blobs_, [&] { return ++times, remove_loose(*services_); }};
    services_->blobs = &slow;
    auto place = Place::open(*services_, upload.id).value();
    const auto done = arrive(*services_, upload, place);
    services_->blobs = blobs_.get();
    ASSERT_TRUE(done) << done.error().text();
    EXPECT_EQ(times, 1);
    EXPECT_TRUE(blobs_->stat(hash_of(noise(1'000))));
    clock_.advance(Seconds{2.0 * 86'400});
    ASSERT_TRUE(sweep(*services_));
    EXPECT_TRUE(blobs_->stat(hash_of(noise(1'000)))) << "it waits to be heard";
}

STRATUM_ON_EVERY_ENGINE(ArrivedUploads);

}  // namespace
}  // namespace stratum::uploads
