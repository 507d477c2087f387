#include "server/test_corrections.hpp"
#include "stratum/account/workspaces.hpp"

#include <gmock/gmock.h>

namespace stratum::correct {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class CorrectionRoutes : public CorrectionServer {
  protected:
    static std::string path_of(const std::string& id) { return "/api/v1/tracks/" + id + "/corrections"; }
    /// One operation; the answer.
    Reply correct(const std::string& id, const std::string& operation) {
        return post(path_of(id), R"({"operations":[)" + operation + "]}");
    }
    static double tempo(const net::Json& json) { return json.find("shown")->find("tempo")->number().value_or(0.0); }
    static double first(const net::Json& json, std::string_view list) {
        return json.find("shown")->find("grid")->find(list)->array()->front().number().value_or(-1.0);
    }
    static std::vector<std::string> corrected(const net::Json& json) {
        std::vector<std::string> names;
        for (const auto& name : *json.find("corrected")->array()) names.push_back(*name.string());
        return names;
    }
    Reply undo(std::int64_t step) { return post("/api/v1/corrections/" + std::to_string(step) + "/undo", ""); }
    std::vector<std::string> steps(const std::string& target) {
        const auto reply = get(target);
        EXPECT_EQ(reply.status, 200) << reply.body;
        std::vector<std::string> words;
        const auto json = reply.json();
        for (const auto& item : *json.find("items")->array())
            words.push_back(item.text("action") + (item.find("undone")->boolean().value_or(false) ? " (undone)" : ""));
        return words;
    }
};

TEST_P(CorrectionRoutes, DoubleAndHalveTheTempoWithItsBeats) {
    const auto id = add("Blue");
    const auto reply = correct(id, R"({"kind":"double"})");
    ASSERT_EQ(reply.status, 201) << reply.body;
    const auto json = reply.json();
    EXPECT_EQ(tempo(json), 174.0);
    EXPECT_EQ(json.find("heard")->find("tempo")->number(), 87.0);
    EXPECT_THAT(corrected(json), ElementsAre("tempo", "grid", "metre"));
    EXPECT_EQ(json.find("track")->find("bpm")->number(), 174.0);
    EXPECT_EQ(json.find("step")->find("number")->integer(), 1);
    EXPECT_EQ(json.find("step")->text("action"), "--double");
    EXPECT_EQ(json.find("step")->text("author"), "local");
    EXPECT_EQ(tempo(correct(id, R"({"kind":"halve"})").json()), 87.0);
    EXPECT_EQ(tempo(correct(id, R"({"kind":"ratio","times_by":3,"over":2})").json()), 130.5);
    EXPECT_EQ(tempo(correct(id, R"({"kind":"tempo","bpm":100})").json()), 100.0);
    EXPECT_THAT(told(), ElementsAre("track.corrected", "track.corrected", "track.corrected", "track.corrected"));
}

TEST_P(CorrectionRoutes, MoveBeatsAndBars) {
    const auto id = add("Blue");
    const double beat = 60.0 / 87.0;
    EXPECT_NEAR(first(correct(id, R"({"kind":"shift","beats":1})").json(), "downbeats"), 0.5 + beat, 1e-6);
    EXPECT_NEAR(first(correct(id, R"({"kind":"nudge","seconds":0.1})").json(), "beats"), 0.6, 1e-6);
    const auto waltz = correct(id, R"({"kind":"metre","beats_per_bar":3})").json();
    EXPECT_EQ(waltz.find("shown")->find("beats_per_bar")->integer(), 3);
    const auto tapped = correct(id, R"({"kind":"tap","taps":[10,10.5,11,11.5,12]})");
    ASSERT_EQ(tapped.status, 201) << tapped.body;
    EXPECT_NEAR(tempo(tapped.json()), 120.0, 0.01);
    EXPECT_EQ(steps(path_of(id)).front(), "--tap (5 taps)");
}

TEST_P(CorrectionRoutes, SetKeysConfirmAndRevert) {
    const auto id = add("Blue");
    const auto key = correct(id, R"({"kind":"key","key":{"tonic":0,"mode":"major","name":"C major"},"from":50})");
    ASSERT_EQ(key.status, 201) << key.body;
    EXPECT_EQ(key.json().find("shown")->find("key")->find("over_time")->array()->size(), 2U);
    EXPECT_EQ(key.json().find("shown")->find("key")->find("key")->text("name"), "A minor") << "which holds longer";
    const auto confirmed = correct(id, R"({"kind":"confirm"})").json();
    EXPECT_THAT(corrected(confirmed), ElementsAre("tempo", "grid", "metre", "key"));
    EXPECT_EQ(confirmed.find("track")->find("doubt")->number(), 0.0);
    const auto again = correct(id, R"({"kind":"confirm"})");
    EXPECT_EQ(again.status, 200);
    EXPECT_EQ(again.json().find("step"), nullptr);
    EXPECT_THAT(corrected(correct(id, R"({"kind":"revert","fields":["key"]})").json()),
                ElementsAre("tempo", "grid", "metre"));
    EXPECT_THAT(corrected(correct(id, R"({"kind":"revert"})").json()), ElementsAre());
    EXPECT_EQ(correct(id, R"({"kind":"revert"})").status, 200) << "nothing is said any more";
}

TEST_P(CorrectionRoutes, TakeSeveralOperationsAsOneStep) {
    const auto id = add("Blue");
    const auto reply = correct(
        id, R"({"kind":"double"},{"kind":"shift","beats":0.5},{"kind":"key","key":{"tonic":2,"mode":"minor"}})");
    ASSERT_EQ(reply.status, 201) << reply.body;
    EXPECT_EQ(reply.json().find("step")->text("action"), "--double --shift-beats 0.5 --key Dm");
    EXPECT_EQ(reply.json().find("track")->text("camelot"), "7A");
}

TEST_P(CorrectionRoutes, TakeValues) {
    const auto id = add("Blue");
    const auto reply = post(path_of(id), R"({"values":{"tempo":61.5,"beats_per_bar":3,
        "grid":{"kind":"flexible","confidence":0.2,"regions":[],"beats":[1,2,3.1,4],"downbeats":[2]},
        "key":{"key":{"tonic":4,"mode":"minor"},"over_time":[{"start":0,"end":60,"key":{"tonic":4,"mode":"minor"},"confidence":1}]}}})");
    ASSERT_EQ(reply.status, 201) << reply.body;
    const auto json = reply.json();
    EXPECT_EQ(tempo(json), 61.5);
    EXPECT_EQ(json.find("shown")->find("grid")->find("beats")->array()->size(), 4U);
    EXPECT_EQ(json.find("shown")->find("grid")->find("confidence")->number(), 1.0);
    EXPECT_EQ(json.find("shown")->find("beats_per_bar")->integer(), 3);
    EXPECT_EQ(json.find("step")->text("action"), "set tempo grid metre key");
    EXPECT_EQ(json.find("track")->text("camelot"), "9A");
}

TEST_P(CorrectionRoutes, RefuseWhatMakesNoSenseAndSayWhy) {
    const auto id = add("Blue");
    const auto refused = [&](const std::string& body) {
        const auto reply = post(path_of(id), body);
        EXPECT_EQ(reply.status, 422) << body << reply.body;
        return reply.json().text("detail") + "; " + reply.json().text("hint");
    };
    EXPECT_THAT(refused("{}"), HasSubstr("values or operations"));
    EXPECT_THAT(refused(R"({"values":{},"operations":[]})"), HasSubstr("values or operations"));
    EXPECT_THAT(refused(R"({"operations":[]})"), HasSubstr("1 to 8"));
    EXPECT_THAT(refused(R"({"operations":[{"kind":"treble"}]})"), HasSubstr("operations[0].kind"));
    EXPECT_THAT(refused(R"({"operations":[{"kind":"double"},{"kind":"tempo"}]})"), HasSubstr("operations[1].bpm"));
    EXPECT_THAT(refused(R"({"operations":[{"kind":"double","bpm":3}]})"), HasSubstr("belongs to tempo"));
    EXPECT_THAT(refused(R"({"operations":[{"kind":"double","colour":"red"}]})"), HasSubstr("colour"));
    EXPECT_THAT(refused(R"({"operations":[{"kind":"tempo","bpm":5}]})"), HasSubstr("10 to 1000"));
    EXPECT_THAT(refused(R"({"operations":[{"kind":"ratio","times_by":17,"over":1}]})"), HasSubstr("1 to 16"));
    EXPECT_THAT(refused(R"({"operations":[{"kind":"shift","beats":65}]})"), HasSubstr("64"));
    EXPECT_THAT(refused(R"({"operations":[{"kind":"nudge","seconds":11}]})"), HasSubstr("10 seconds"));
    EXPECT_THAT(refused(R"({"operations":[{"kind":"tap","taps":[1,2,3]}]})"), HasSubstr("taps"));
    EXPECT_THAT(refused(R"({"operations":[{"kind":"metre","beats_per_bar":0}]})"), HasSubstr("1 to 32"));
    EXPECT_THAT(refused(R"({"operations":[{"kind":"key","key":{"tonic":12,"mode":"minor"}}]})"),
                HasSubstr("pitch class"));
    EXPECT_THAT(refused(R"({"operations":[{"kind":"double","from":61}]})"), HasSubstr("ends at"));
    EXPECT_THAT(refused(R"({"operations":[{"kind":"confirm","from":1}]})"), HasSubstr("whole track"));
    EXPECT_THAT(refused(R"({"operations":[{"kind":"revert","fields":["colour"]}]})"), HasSubstr("tempo, grid, metre"));
    EXPECT_THAT(refused(R"({"values":{}})"), HasSubstr("says nothing"));
    EXPECT_THAT(refused(R"({"values":{"tempo":0}})"), HasSubstr("BPM"));
    EXPECT_THAT(
        refused(R"({"values":{"grid":{"kind":"flexible","confidence":1,"regions":[],"beats":[2,1],"downbeats":[]}}})"),
        HasSubstr("grid.beats[1]"));
    EXPECT_THAT(
        refused(R"({"values":{"grid":{"kind":"flexible","confidence":1,"regions":[],"beats":[1,99],"downbeats":[]}}})"),
        HasSubstr("outside"));
    EXPECT_EQ(post(path_of(id), "{", {}).status, 400);
    EXPECT_THAT(steps("/api/v1/corrections"), ElementsAre()) << "nothing was changed by all this";
    const auto unheard = add("Not heard", std::optional<analysis::Report>{});
    EXPECT_EQ(correct(unheard, R"({"kind":"double"})").status, 409);
    EXPECT_EQ(correct(to_text(IdSource::random()), R"({"kind":"double"})").status, 404);
    EXPECT_EQ(correct("x", R"({"kind":"double"})").status, 404);
}

TEST_P(CorrectionRoutes, HoldToWhatWasSeen) {
    const auto id = add("Blue");
    const auto made = correct(id, R"({"kind":"double"})");
    const std::string etag{made.headers.get("ETag")};
    EXPECT_FALSE(etag.empty());
    const auto nudge = [&](const std::string& seen) {
        return post(path_of(id), R"({"operations":[{"kind":"nudge","seconds":0.005}]})", {{"If-Match", seen}});
    };
    const auto nudged = nudge(etag);
    ASSERT_EQ(nudged.status, 201) << nudged.body;
    EXPECT_NE(nudged.headers.get("ETag"), etag) << "also where no column of a list shows it";
    EXPECT_EQ(nudge(etag).status, 412);
    EXPECT_EQ(nudge(std::string{nudged.headers.get("ETag")}).status, 201);
}

TEST_P(CorrectionRoutes, AreUndoneAndDoneAgain) {
    const auto id = add("Blue");
    ASSERT_EQ(correct(id, R"({"kind":"double"})").status, 201);
    const auto undone = undo(1);
    ASSERT_EQ(undone.status, 201) << undone.body;
    EXPECT_EQ(undone.json().find("step")->find("undoes")->integer(), 1);
    EXPECT_EQ(undone.json().find("tracks")->array()->size(), 1U);
    EXPECT_THAT(steps(path_of(id)), ElementsAre("--undo 1", "--double (undone)"));
    EXPECT_EQ(undo(1).status, 409);
    ASSERT_EQ(undo(2).status, 201);
    EXPECT_THAT(steps(path_of(id)), ElementsAre("--undo 2", "--undo 1 (undone)", "--double"));
    ASSERT_EQ(correct(id, R"({"kind":"halve"})").status, 201);
    const auto kept = undo(1);
    EXPECT_EQ(kept.json().find("kept")->integer(), 2) << "tempo and beats were corrected again since";
    EXPECT_EQ(tempo(correct(id, R"({"kind":"double"})").json()), 174.0);
    ASSERT_EQ(correct(id, R"({"kind":"key","key":{"tonic":0,"mode":"major"}})").status, 201);
    ASSERT_EQ(correct(id, R"({"kind":"key","key":{"tonic":2,"mode":"major"}})").status, 201);
    const auto nothing = undo(7);
    EXPECT_EQ(nothing.status, 200) << "all of it was corrected again since";
    EXPECT_EQ(nothing.json().find("kept")->integer(), 1);
    EXPECT_EQ(nothing.json().find("step"), nullptr);
    EXPECT_EQ(undo(99).status, 404);
    EXPECT_EQ(undo(0).status, 404);
    EXPECT_EQ(post("/api/v1/corrections/one/undo", "").status, 404);
}

TEST_P(CorrectionRoutes, StepsComeInPages) {
    const auto id = add("Blue");
    const auto other = add("Green");
    for (const auto& track : {id, other, id})
        ASSERT_EQ(correct(track, R"({"kind":"nudge","seconds":0.01})").status, 201);
    const auto page = get("/api/v1/corrections?limit=2").json();
    EXPECT_EQ(page.find("items")->array()->size(), 2U);
    const std::string cursor = net::encode_percent(page.text("next_cursor"));
    EXPECT_EQ(get("/api/v1/corrections?limit=2&cursor=" + cursor).json().find("items")->array()->size(), 1U);
    EXPECT_EQ(get(path_of(id) + "?cursor=" + cursor).status, 400) << "of another list";
    EXPECT_EQ(steps(path_of(id)).size(), 2U);
    EXPECT_EQ(get("/api/v1/corrections?limit=0").status, 400);
    EXPECT_EQ(get(path_of(to_text(IdSource::random()))).status, 404);
}

TEST_P(CorrectionRoutes, CorrectManyTracksAsOneStep) {
    const auto a = add("Blue");
    const auto b = add("Green");
    const auto unheard = add("Not heard", std::optional<analysis::Report>{});
    const auto many = [&](const std::string& ids, const std::string& operation = R"({"kind":"double"})") {
        return post("/api/v1/corrections", R"({"track_ids":[)" + ids + R"(],"operations":[)" + operation + "]}");
    };
    const auto reply = many("\"" + a + "\",\"" + b + "\",\"" + a + "\",\"" + unheard + "\"");
    ASSERT_EQ(reply.status, 201) << reply.body;
    EXPECT_EQ(reply.json().find("tracks")->array()->size(), 2U);
    EXPECT_EQ(reply.json().find("step")->find("tracks")->integer(), 2);
    EXPECT_EQ(reply.json().find("refused")->array()->front().text("track_id"), unheard);
    EXPECT_EQ(undo(1).json().find("tracks")->array()->size(), 2U);
    EXPECT_EQ(many("\"" + unheard + "\"").status, 422);
    EXPECT_EQ(many("").status, 422);
    EXPECT_EQ(many("\"" + a + "\"", R"({"kind":"tempo","bpm":5})").status, 422);
    EXPECT_EQ(many("\"" + a + "\",\"" + to_text(IdSource::random()) + "\"").status, 404);
    EXPECT_EQ(steps(path_of(a)).size(), 2U) << "all or none";
}

TEST_P(CorrectionRoutes, KnowNothingOfOtherWorkspaces) {
    const auto id = add("Foreign", heard_as(87.0, 0.4, 0.5), other_workspace());
    EXPECT_EQ(get(path_of(id)).status, 404);
    EXPECT_EQ(correct(id, R"({"kind":"double"})").status, 404);
    EXPECT_EQ(post("/api/v1/corrections", R"({"track_ids":[")" + id + R"("],"operations":[{"kind":"double"}]})").status,
              404);
    EXPECT_THAT(steps("/api/v1/corrections"), ElementsAre());
    EXPECT_EQ(undo(1).status, 404);
}

TEST_P(CorrectionRoutes, NameWhoMadeThemUntilTheyLeave) {
    const auto id = add("Blue");
    ASSERT_EQ(correct(id, R"({"kind":"double"})").status, 201);
    const account::Call system{account::system_actor(), {}, clock_.now(), ids_, *catalogue_, policy_};
    const auto made = services_->change([&](store::Database& database) -> Result<Uuid> {
        STRATUM_TRY(const Uuid user,
                    account::create_user(database, system,
                                         {.email = "zoe@example.org", .name = "Zoe", .email_verified = true}));
        STRATUM_TRY_VOID(account::add_member(database, system, workspace_, user, "owner"));
        return user;
    });
    ASSERT_TRUE(made) << made.error().text();
    const auto hers = correct(id, R"({"kind":"halve"})");
    ASSERT_EQ(hers.status, 201) << hers.body;
    EXPECT_EQ(hers.json().find("step")->text("author"), "Zoe");
    {
        auto writer = pool_->write();
        ASSERT_TRUE((*writer)->execute("UPDATE correction_steps SET author = $1 WHERE number = 2",
                                       {to_text(IdSource::random())}));
    }
    const auto page = get("/api/v1/corrections").json();
    const auto& items = *page.find("items")->array();
    EXPECT_EQ(items.at(0).text("author"), "somebody who left");
    EXPECT_EQ(items.at(1).text("author"), "local");
}

STRATUM_ON_EVERY_ENGINE(CorrectionRoutes);

}  // namespace
}  // namespace stratum::correct
