#include "routes.hpp"

#include "stratum/account/workspaces.hpp"
#include "stratum/library/hearing_orders.hpp"
#include "stratum/library/stored.hpp"
#include "stratum/store/jobs/claims.hpp"
#include "stratum/uploads/feature.hpp"
#include "test_uploads.hpp"

#include <filesystem>

namespace stratum::uploads {
namespace {

class Uploads : public UploadServer {
  protected:
    /// Ends the one job that waits, as its worker would.
    void end_job(const std::function<Result<void>(store::Database& database, const store::JobClaim& claim)>& how) {
        const auto ended = services_->change([&](store::Database& database) -> Result<void> {
            STRATUM_TRY(const auto claims,
                        store::claim_jobs(database, {.worker = "test", .kinds = {"analyse"}}, clock_.now()));
            EXPECT_EQ(claims.size(), 1U);
            return how(database, claims.front());
        });
        ASSERT_TRUE(ended) << ended.error().text();
    }
};

TEST_P(Uploads, TellWhatTheyCan) {
    const auto reply = send(net::Method::options, "/api/v1/uploads");
    EXPECT_EQ(reply.status, 204);
    EXPECT_EQ(reply.headers.get("Tus-Version"), "1.0.0");
    EXPECT_EQ(reply.headers.get("Tus-Extension"), "creation,creation-with-upload,termination,checksum,expiration");
    EXPECT_EQ(reply.headers.get("Tus-Max-Size"), "1048576");
    EXPECT_EQ(reply.headers.get("Tus-Checksum-Algorithm"), "sha256,sha1");
}

TEST_P(Uploads, GoPartByPartIntoABlobAndOneJob) {
    const std::string bytes = noise(300'000);
    const std::string url =
        begun(bytes.size(), "filename " + encoded("Söng.flac") + ",relative_path " + encoded("CD 1"));
    EXPECT_EQ(get(url).json().text("state"), "receiving");
    for (std::size_t at = 0; at < bytes.size(); at += 100'000) {
        EXPECT_EQ(offset_of(url), at);
        const auto reply =
            patch(url, at, bytes.substr(at, 100'000), checksum(at == 0 ? "sha1" : "sha256", bytes.substr(at, 100'000)));
        ASSERT_EQ(reply.status, 204) << reply.body;
        EXPECT_EQ(reply.headers.get("Upload-Offset"), std::to_string(at + 100'000));
        EXPECT_EQ(reply.headers.get("Tus-Resumable"), "1.0.0");
        EXPECT_NE(reply.headers.find("X-Request-Id"), nullptr);
        EXPECT_EQ(reply.headers.find("Stratum-Job") != nullptr, at == 200'000);
    }
    const auto waiting = jobs();
    ASSERT_EQ(waiting.size(), 1U);
    const auto order = from_cbor<library::AnalyseOrder>(waiting.front().payload).value();
    const auto name = library::parse_stored(order.path).value();
    EXPECT_EQ(name.name, "CD 1/Söng.flac");
    EXPECT_EQ(name.key, crypto::to_hex(hash_of(bytes)));
    EXPECT_EQ(stored(hash_of(bytes)), Bytes(bytes.begin(), bytes.end()));
    EXPECT_FALSE(exists(Place::path(*services_, id_of(url))));
    const auto shown = get(url).json();
    EXPECT_EQ(shown.text("state"), "received");
    EXPECT_EQ(shown.text("job_id"), to_text(waiting.front().id));
    // The last answer may have been lost; whoever asks again gets it.
    const auto again = patch(url, bytes.size(), "");
    EXPECT_EQ(again.status, 204);
    EXPECT_EQ(again.headers.get("Stratum-Job"), to_text(waiting.front().id));
    EXPECT_EQ(offset_of(url), bytes.size());
    EXPECT_EQ(jobs().size(), 1U);
}

TEST_P(Uploads, MayComeWithTheirFirstRequest) {
    const std::string bytes = noise(5'000);
    const auto some = begin(bytes.size(), "filename YS53YXY=", bytes.substr(0, 2'000),
                            {{"Upload-Checksum", checksum("sha1", bytes.substr(0, 2'000))}});
    ASSERT_EQ(some.status, 201) << some.body;
    EXPECT_EQ(some.headers.get("Upload-Offset"), "2000");
    const std::string url{some.headers.get("Location")};
    EXPECT_EQ(patch(url, 2'000, bytes.substr(2'000)).status, 204);
    const auto whole = begin(bytes.size(), "filename Yi53YXY=", bytes);
    ASSERT_EQ(whole.status, 201) << whole.body;
    EXPECT_NE(whole.headers.find("Stratum-Job"), nullptr);
    EXPECT_EQ(jobs().size(), 2U);  // two names, one blob
    EXPECT_TRUE(blobs_->stat(hash_of(bytes)));
    // Of what did not come as it should nobody ever heard.
    EXPECT_EQ(begin(5'000, "filename YS53YXY=", bytes, {{"Upload-Checksum", checksum("sha1", "other")}}).status, 460);
    send_cut(net::Method::post, "/api/v1/uploads", bytes,
             tus({{"Upload-Length", "5000"},
                  {"Upload-Metadata", "filename YS53YXY="},
                  {"Content-Type", "application/offset+octet-stream"}}),
             100);
    const auto left = get("/api/v1/uploads").json();
    EXPECT_EQ(left.find("items")->array()->size(), 2U);
    EXPECT_TRUE(list_folder(Place::folder(*services_)).value().empty());
}

TEST_P(Uploads, AreRefusedWhenTheyAreNotSentAsTusWantsIt) {
    const std::string url = begun(1'000);
    const auto bare = send(net::Method::patch, url, "x", {{"Upload-Offset", "0"}});
    EXPECT_EQ(bare.status, 412);
    EXPECT_EQ(bare.headers.get("Tus-Version"), "1.0.0");
    EXPECT_EQ(send(net::Method::head, url).status, 412);
    EXPECT_EQ(send(net::Method::delete_, url).status, 412);
    EXPECT_EQ(send(net::Method::post, "/api/v1/uploads", {}, {{"Tus-Resumable", "0.2.2"}}).status, 412);
    EXPECT_EQ(send(net::Method::patch, url, "x", tus({{"Upload-Offset", "0"}, {"Content-Type", "text/plain"}})).status,
              415);
    EXPECT_EQ(send(net::Method::patch, url, "x", tus({{"Content-Type", "application/offset+octet-stream"}})).status,
              400);
    EXPECT_EQ(patch(url, 0, "x", "md5 abcd").status, 400);
    EXPECT_EQ(begin(0).status, 400);
    EXPECT_EQ(begin(10, "").status, 400);
    EXPECT_EQ(begin(10, "filename YS53YXY=", {}, {{"Upload-Defer-Length", "1"}}).status, 400);
    EXPECT_EQ(begin((1U << 20) + 1).status, 413);
    EXPECT_EQ(begin(10, "filename YS53YXY=", noise(11)).status, 413);
    EXPECT_EQ(patch(url, 0, noise(1'001)).status, 413);
    EXPECT_EQ(offset_of(url), 0U);
    EXPECT_EQ(patch("/api/v1/uploads/" + to_text(IdSource::random()), 0, "x").status, 404);
    EXPECT_EQ(head("/api/v1/uploads/nothing").status, 404);
    EXPECT_EQ(get("/api/v1/uploads?cursor=x").status, 400);
}

TEST_P(Uploads, AreWhereTheyAreAndNowhereElse) {
    const std::string url = begun(1'000);
    ASSERT_EQ(patch(url, 0, noise(300)).status, 204);
    for (const std::size_t wrong : {0U, 299U, 301U, 1'000U}) {
        const auto reply = patch(url, wrong, noise(10));
        EXPECT_EQ(reply.status, 409) << wrong;
        EXPECT_EQ(reply.headers.get("Upload-Offset"), "300");
        EXPECT_EQ(reply.json().text("code"), "conflict");
    }
    EXPECT_EQ(offset_of(url), 300U);
}

TEST_P(Uploads, DropAPartThatIsNotThatOfItsChecksum) {
    const std::string bytes = noise(1'000);
    const std::string url = begun(bytes.size());
    for (const auto* algorithm : {"sha1", "sha256"}) {
        const auto reply = patch(url, 0, bytes, checksum(algorithm, noise(1'000, 2)));
        EXPECT_EQ(reply.status, 460);
        EXPECT_EQ(reply.json().text("code"), "checksum_mismatch");
        EXPECT_EQ(offset_of(url), 0U);
    }
    EXPECT_EQ(patch(url, 0, bytes, checksum("sha256", bytes)).status, 204);
    EXPECT_EQ(stored(hash_of(bytes)), Bytes(bytes.begin(), bytes.end()));
}

TEST_P(Uploads, HaveOneSenderAtATime) {
    const std::string url = begun(1'000);
    {
        const auto other = Place::open(*services_, id_of(url));
        ASSERT_TRUE(other);
        const auto reply = patch(url, 0, noise(1'000));
        EXPECT_EQ(reply.status, 423);
        EXPECT_EQ(reply.headers.get("Retry-After"), "1");
        EXPECT_EQ(send(net::Method::delete_, url, {}, tus()).status, 423);
        EXPECT_EQ(offset_of(url), 0U);  // asking is free
    }
    EXPECT_EQ(patch(url, 0, noise(1'000)).status, 204);
}

TEST_P(Uploads, CanBeGivenUp) {
    const std::string url = begun(1'000);
    ASSERT_EQ(patch(url, 0, noise(500)).status, 204);
    EXPECT_EQ(send(net::Method::delete_, url, {}, tus()).status, 204);
    EXPECT_EQ(head(url).status, 404);
    EXPECT_EQ(patch(url, 500, noise(500)).status, 404);
    EXPECT_TRUE(list_folder(Place::folder(*services_)).value().empty());
    const std::string done = begun(10);
    ASSERT_EQ(patch(done, 0, noise(10)).status, 204);
    EXPECT_EQ(send(net::Method::delete_, done, {}, tus()).status, 409);
}

TEST_P(Uploads, ExpireWhenNobodyGoesOn) {
    settings_["uploads.keep_hours"] = "2";
    const auto made = begin(1'000);
    EXPECT_EQ(made.headers.get("Upload-Expires"), net::http_date(clock_.now().milliseconds / 1000 + 7'200));
    const std::string url{made.headers.get("Location")};
    clock_.advance(Seconds{3'600.0});
    ASSERT_EQ(patch(url, 0, noise(500)).status, 204);
    clock_.advance(Seconds{7'199.0});  // counted from the last part
    EXPECT_EQ(offset_of(url), 500U);
    clock_.advance(Seconds{1.0});
    for (const auto& reply :
         {head(url), patch(url, 500, noise(500)), get(url), send(net::Method::delete_, url, {}, tus())})
        EXPECT_EQ(reply.status, 410) << reply.body;
    EXPECT_TRUE(get("/api/v1/uploads").json().find("items")->array()->empty());
}

TEST_P(Uploads, SayWhatIsLost) {
    const std::string url = begun(1'000);
    ASSERT_EQ(patch(url, 0, noise(500)).status, 204);
    std::filesystem::resize_file(Place::path(*services_, id_of(url)), 400);
    EXPECT_EQ(head(url).status, 410);
    EXPECT_EQ(patch(url, 500, noise(500)).status, 410);
}

TEST_P(Uploads, BelongToTheirWorkspace) {
    const std::string bytes = noise(1'000);
    const std::string url = begun(bytes.size());
    const Uuid other = IdSource::random();
    ASSERT_TRUE(services_->change([&](store::Database& database) {
        return database.execute("INSERT INTO workspaces (id, name, created_at) VALUES ($1, 'Other', 1)", {other.bytes});
    }));
    const auto there = [&](net::Headers headers = {}) {
        headers.set("Stratum-Workspace", to_text(other));
        return headers;
    };
    EXPECT_EQ(send(net::Method::head, url, {}, tus(there())).status, 404);
    EXPECT_EQ(get(url, there()).status, 404);
    EXPECT_EQ(send(net::Method::patch, url, noise(10), there(part(0))).status, 404);
    EXPECT_EQ(send(net::Method::delete_, url, {}, tus(there())).status, 404);
    EXPECT_TRUE(get("/api/v1/uploads", there()).json().find("items")->array()->empty());
    // The same bytes in both are two uploads, two jobs, each in its workspace, and one blob that nobody can name.
    ASSERT_EQ(patch(url, 0, bytes).status, 204);
    ASSERT_EQ(begin(bytes.size(), "filename YS53YXY=", bytes, there()).status, 201);
    auto lease = services_->pool.read();
    EXPECT_EQ(store::list_jobs(**lease, other, {.kind = "analyse"}).value().size(), 1U);
    EXPECT_EQ(jobs().size(), 1U);
    EXPECT_EQ(get("/api/v1/uploads", there()).json().find("items")->array()->size(), 1U);
    begun(500);
    EXPECT_EQ(bytes_of(**lease, workspace_).value(), 500);
    EXPECT_EQ(bytes_of(**lease, other).value(), 0);
}

TEST_P(Uploads, StopAtTheQuotaOfTheWorkspace) {
    settings_["uploads.quota"] = "1";
    const std::string first = begun(700'000);
    const auto refused = begin(400'000);
    EXPECT_EQ(refused.status, 507);
    EXPECT_EQ(refused.json().text("code"), "quota");
    ASSERT_EQ(send(net::Method::delete_, first, {}, tus()).status, 204);
    EXPECT_EQ(begin(400'000).status, 201);
    // What is in the library counts as well.
    library::Heard heard{.path = library::stored_path({std::string(64, 'a'), "a.wav"}),
                         .stat = {.kind = FileKind::regular, .size = 500'000},
                         .media = {.container = "wav", .codec = "pcm_s16", .lossless = true, .rate = SampleRate{44100}},
                         .frames = 1};
    ASSERT_TRUE(services_->change(
        [&](store::Database& database) { return library::Library::over(database, workspace_, clock_).record(heard); }));
    EXPECT_EQ(begin(400'000).status, 507);
}

TEST_P(Uploads, AreNotBegunWhereTheyWouldNotFit) {
    settings_["uploads.reserve"] = "1000000000";  // a petabyte
    const auto refused = begin(1'000);
    EXPECT_EQ(refused.status, 507);
    EXPECT_EQ(refused.json().text("code"), "no_space");
    EXPECT_TRUE(list_folder(Place::folder(*services_)).value().empty());
}

TEST_P(Uploads, NeedAPlaceForFiles) {
    services_->blobs = nullptr;
    const auto refused = begin(1'000);
    EXPECT_EQ(refused.status, 503);
    EXPECT_NE(refused.json().text("hint").find("blobs.folder"), std::string::npos);
}

TEST_P(Uploads, GoToAPlaylistThatIsThere) {
    const auto playlist = services_->change([&](store::Database& database) {
        auto library = library::Library::over(database, workspace_, clock_);
        return library::Playlists{library}.create("New", {});
    });
    ASSERT_TRUE(playlist) << playlist.error().text();
    const std::string url = begun(10, "filename YS53YXY=,playlist " + encoded(to_text(playlist->id)));
    ASSERT_EQ(patch(url, 0, noise(10)).status, 204);
    EXPECT_EQ(from_cbor<library::AnalyseOrder>(jobs().front().payload).value().playlist, to_text(playlist->id));
    EXPECT_EQ(begin(10, "filename YS53YXY=,playlist " + encoded(to_text(IdSource::random()))).status, 404);
}

TEST_P(Uploads, EndAsTheirJobsDo) {
    const auto upload = [&](std::uint32_t seed) {
        const std::string url = begun(10);
        EXPECT_EQ(patch(url, 0, noise(10, seed)).status, 204);
        return url;
    };
    const std::string good = upload(1);
    const Uuid track = IdSource::random();
    end_job([&](store::Database& database, const store::JobClaim& claim) {
        return store::complete_job(database, claim, to_cbor(library::AnalyseResult{to_text(track), "added", 9}),
                                   clock_.now());
    });
    EXPECT_EQ(get(good).json().text("state"), "done");
    EXPECT_EQ(get(good).json().text("track_id"), to_text(track));
    const std::string bad = upload(2);
    end_job([&](store::Database& database, const store::JobClaim& claim) -> Result<void> {
        STRATUM_TRY_VOID(
            store::fail_job(database, claim, error(ErrorCode::unsupported, "is no audio"), Seconds{0.0}, clock_.now()));
        return {};
    });
    const auto told = get(bad).json();
    EXPECT_EQ(told.text("state"), "failed");
    EXPECT_EQ(told.find("failure")->text("code"), "unsupported");
    EXPECT_EQ(told.find("failure")->text("detail"), "is no audio");
    const auto open = get("/api/v1/uploads").json();
    ASSERT_EQ(open.find("items")->array()->size(), 1U);  // what is done is no news
    EXPECT_EQ("/api/v1/uploads/" + open.find("items")->array()->front().text("id"), bad);
}

TEST_P(Uploads, AreCancelledWithTheirJobs) {
    const std::string url = begun(10);
    ASSERT_EQ(patch(url, 0, noise(10)).status, 204);
    end_job([&](store::Database& database, const store::JobClaim& claim) -> Result<void> {
        STRATUM_TRY_VOID(store::cancel_job(database, claim.workspace, claim.id, clock_.now()));
        STRATUM_TRY_VOID(store::fail_job(database, claim, error(ErrorCode::cancelled, "the analysis was cancelled"),
                                         Seconds{0.0}, clock_.now()));
        return {};
    });
    const auto told = get(url).json();
    EXPECT_EQ(told.text("state"), "cancelled");
    EXPECT_EQ(told.find("failure")->text("title"), "Cancelled");
    EXPECT_EQ(told.find("failure")->text("code"), "cancelled");
    EXPECT_EQ(told.find("failure")->text("detail"), "somebody cancelled this before it was done");
    EXPECT_EQ(told.find("failure")->find("status")->number(), 409);
    EXPECT_EQ(get("/api/v1/uploads").json().find("items")->array()->size(), 1U) << "it can be run again";
}

TEST_P(Uploads, AreListedInPages) {
    std::vector<std::string> made;
    for (int i = 0; i < 5; ++i) {
        clock_.advance(Seconds{1.0});
        made.push_back(begun(10));
    }
    std::vector<std::string> listed;
    std::string cursor;
    do {
        const auto page = get("/api/v1/uploads?limit=2" + cursor).json();
        for (const auto& item : *page.find("items")->array()) listed.push_back("/api/v1/uploads/" + item.text("id"));
        const auto next = page.text("next_cursor");
        cursor = next.empty() ? "" : "&cursor=" + next;
    } while (!cursor.empty());
    std::ranges::reverse(listed);
    EXPECT_EQ(listed, made);
}

STRATUM_ON_EVERY_ENGINE(Uploads);

}  // namespace
}  // namespace stratum::uploads
