#include "removal.hpp"

#include "stratum/library/hearing_orders.hpp"
#include "stratum/library/loose_blobs.hpp"
#include "stratum/library/stored.hpp"
#include "stratum/library/tracks.hpp"
#include "sweep.hpp"
#include "test_uploads.hpp"

namespace stratum::uploads {
namespace {

class RemovedBlobs : public UploadServer {
  protected:
    template <class Work>
    auto change(Work&& work) {
        auto done = services_->change(std::forward<Work>(work));
        EXPECT_TRUE(done) << (done ? "" : done.error().text());
        return std::move(done).value();
    }
    void SetUp() override {
        UploadServer::SetUp();
        if (IsSkipped()) return;
        other_ = IdSource::random();
        change([&](store::Database& db) {
            return db.execute("INSERT INTO workspaces (id, name, created_at) VALUES ($1, 'Other', 1)", {other_.bytes});
        });
    }
    store::BlobId upload(const std::string& bytes) {
        const std::string url = begun(bytes.size());
        EXPECT_EQ(patch(url, 0, bytes).status, 204);
        return hash_of(bytes);
    }
    /// What the job that hears does of an upload, but for hearing.
    Uuid hear(const store::BlobId& blob, const Uuid& workspace, const std::string& name = "a.wav") {
        library::Heard heard{.path = library::stored_path({crypto::to_hex(blob), name}),
                             .stat = {.kind = FileKind::regular, .size = 1'000},
                             .media = {.container = "wav", .codec = "pcm", .rate = SampleRate{44100}, .channels = 2},
                             .frames = 44100};
        heard.content = blob;
        return change([&](store::Database& database) -> Result<Uuid> {
            STRATUM_TRY_VOID(
                database.execute("UPDATE jobs SET state = 'succeeded' WHERE kind = $1 AND workspace_id = $2",
                                 {library::kAnalyseJob, workspace.bytes}));
            auto library = library::Library::over(database, workspace, clock_);
            STRATUM_TRY(const auto recorded, library.record(heard));
            return recorded.track;
        });
    }
    void erase(const Uuid& track, const Uuid& workspace) {
        change([&](store::Database& database) -> Result<int> {
            auto library = library::Library::over(database, workspace, clock_);
            library::Tracks tracks{library};
            STRATUM_TRY_VOID(tracks.bin(std::array{track}));
            STRATUM_TRY(const auto erased, tracks.erase(std::array{track}));
            STRATUM_TRY_VOID(library::note_loose(database, ids_, erased.stored, clock_.now()));
            return 0;
        });
    }
    bool is_there(const store::BlobId& blob) { return blobs_->stat(blob).ok(); }
    std::int64_t used() {
        auto reader = pool_->read();
        return bytes_of(**reader, workspace_).value();
    }
    std::int64_t loose() {
        auto reader = pool_->read();
        return (*reader)->query_one("SELECT count(*) FROM loose_blobs").value()->integer(0);
    }
    Uuid other_;
};

TEST_P(RemovedBlobs, GoWithTheLastTrackAndMakeRoom) {
    const auto blob = upload(noise(1'000));
    const Uuid track = hear(blob, workspace_);
    EXPECT_EQ(used(), 1'000);
    erase(track, workspace_);
    EXPECT_EQ(used(), 0);
    auto reader = pool_->read();
    EXPECT_EQ(store::list_jobs(**reader, Uuid{}, {.kind = library::kRemoveBlobsJob}).value().size(), 1U);
    ASSERT_TRUE(remove_loose(*services_));
    EXPECT_FALSE(is_there(blob));
    EXPECT_EQ(loose(), 0);
    // The same music once more is music as any other.
    const auto again = upload(noise(1'000));
    EXPECT_EQ(again, blob);
    EXPECT_TRUE(is_there(blob));
}

TEST_P(RemovedBlobs, StayWhileAnotherTrackIsOfThem) {
    const auto blob = upload(noise(1'000));
    const Uuid mine = hear(blob, workspace_);
    const Uuid theirs = hear(blob, other_, "b.wav");
    erase(mine, workspace_);
    ASSERT_TRUE(remove_loose(*services_));
    EXPECT_TRUE(is_there(blob));
    erase(theirs, other_);
    ASSERT_TRUE(remove_loose(*services_));
    EXPECT_FALSE(is_there(blob));
}

TEST_P(RemovedBlobs, StayWhileTheyAreToBeHeard) {
    const auto blob = upload(noise(1'000));
    const Uuid track = hear(blob, workspace_);
    erase(track, workspace_);
    const auto job = change([&](store::Database& database) {
        const library::AnalyseOrder order{.path = library::stored_path({crypto::to_hex(blob), "a.wav"})};
        return store::enqueue_job(database, ids_,
                                  {.workspace = other_, .kind = library::kAnalyseJob, .payload = to_cbor(order)},
                                  clock_.now());
    });
    ASSERT_TRUE(remove_loose(*services_));
    EXPECT_TRUE(is_there(blob));
    change([&](store::Database& database) -> Result<int> {
        STRATUM_TRY_VOID(store::cancel_job(database, other_, job.id, clock_.now()));
        STRATUM_TRY_VOID(library::note_loose_blob(database, blob, clock_.now()));
        return 0;
    });
    ASSERT_TRUE(remove_loose(*services_));
    EXPECT_FALSE(is_there(blob));
}

TEST_P(RemovedBlobs, GoOnWhereACrashCameBetween) {
    const auto blob = upload(noise(1'000));
    erase(hear(blob, workspace_), workspace_);
    // Marked, and then the process was killed.
    change([&](store::Database& database) -> Result<int> {
        STRATUM_TRY_VOID(library::mark_going(database, blob));
        return 0;
    });
    const std::string url = begun(1'000);
    EXPECT_EQ(patch(url, 0, noise(1'000)).status, 503) << "nothing may refer to what is on its way out";
    EXPECT_EQ(get(url).json().text("state"), "received");
    ASSERT_TRUE(sweep(*services_));
    EXPECT_EQ(loose(), 0);
    EXPECT_FALSE(is_there(blob));
    ASSERT_TRUE(sweep(*services_)) << "the bytes that came are put in anew";
    EXPECT_TRUE(store::verify_blob(*blobs_, blob));
    EXPECT_TRUE(get(url).json().find("job_id"));
}

TEST_P(RemovedBlobs, GoAtOnceWhenErasedThoughTheyAreComingOnceMore) {
    const auto blob = upload(noise(1'000));
    const Uuid track = hear(blob, workspace_);
    change([&](store::Database& database) -> Result<int> {
        STRATUM_TRY_VOID(library::note_coming_blob(database, blob, clock_.now()));
        return 0;
    });
    ASSERT_TRUE(remove_loose(*services_));
    EXPECT_EQ(loose(), 1) << "nobody looks for a day";
    erase(track, workspace_);
    ASSERT_TRUE(remove_loose(*services_));
    EXPECT_FALSE(is_there(blob));
    EXPECT_EQ(loose(), 0);
}

TEST_P(RemovedBlobs, OfWhatCouldNotBeHeardGoWithTheUpload) {
    const auto blob = upload(noise(1'000));
    change([&](store::Database& database) {
        return database.execute("UPDATE jobs SET state = 'dead' WHERE kind = $1", {library::kAnalyseJob});
    });
    ASSERT_TRUE(sweep(*services_));
    EXPECT_TRUE(is_there(blob)) << "somebody may try it again";
    clock_.advance(Seconds{20.0 * 86'400});
    ASSERT_TRUE(sweep(*services_));
    EXPECT_FALSE(is_there(blob));
}

STRATUM_ON_EVERY_ENGINE(RemovedBlobs);

}  // namespace
}  // namespace stratum::uploads
