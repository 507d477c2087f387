#include "stratum/platform/job_watch.hpp"

#include "stratum/platform/jobs_wire.hpp"
#include "stratum/store/jobs/job_store.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <set>

namespace stratum::platform {
namespace {

constexpr std::chrono::milliseconds kPause{500};
constexpr std::size_t kMostWatched = 100;  ///< Of a workspace: the newest, and those that run.

bool has_ended(store::JobState state) {
    return state == store::JobState::succeeded || state == store::JobState::dead || state == store::JobState::cancelled;
}

const std::string* find_in(const std::map<Uuid, std::string>& texts, const Uuid& id) {
    const auto found = texts.find(id);
    return found == texts.end() ? nullptr : &found->second;
}

}  // namespace

JobWatch::JobWatch(store::Pool& pool, EventHub& hub, IdSource& ids, const Clock& clock, Logger log)
    : pool_(pool), hub_(hub), ids_(ids), clock_(clock), log_(std::move(log)) {
    thread_ = std::jthread{[this](const std::stop_token& stop) {
        std::mutex sleeping;
        std::unique_lock lock{sleeping};
        while (!stop.stop_requested()) {
            wake_.wait_for(lock, stop, kPause, [] { return false; });
            if (!stop.stop_requested()) look();
        }
    }};
}

JobWatch::~JobWatch() {
    thread_.request_stop();
    thread_.join();
    for (const Follower& follower : followers_) follower.channel->close();
}

std::shared_ptr<net::EventChannel> JobWatch::follow(std::shared_ptr<Admission> admission, const Uuid& job) {
    auto channel = std::make_shared<net::EventChannel>();
    auto gone = std::make_shared<std::atomic<bool>>(false);
    channel->on_gone([gone] { *gone = true; });
    const std::scoped_lock lock{mutex_};
    followers_.push_back({std::move(admission), job, channel, gone, ""});
    return channel;
}

void JobWatch::look() {
    bool anybody = hub_.listeners() > 0;
    std::vector<std::shared_ptr<Admission>> due;
    {
        const std::scoped_lock lock{mutex_};
        anybody = anybody || !followers_.empty();
        for (const Follower& follower : followers_)
            if (follower.admission->is_due()) due.push_back(follower.admission);
    }
    if (!anybody) return told_.clear();
    auto told = Admission::decide_again(due);
    if (told) told = tell_followers();
    if (told) told = tell_workspaces();
    if (!told) log_.warning("jobs could not be looked at", {{"error", told.error().text()}});
}

Result<void> JobWatch::tell_followers() {
    STRATUM_TRY(const auto lease, pool_.read());
    const std::scoped_lock lock{mutex_};
    for (Follower& follower : followers_) {
        STRATUM_TRY(const auto job, store::find_job(*lease, follower.admission->workspace(), follower.job));
        if (!job || !follower.admission->is_held()) {
            *follower.gone = true;
            follower.channel->close();
            continue;
        }
        std::string text = "event: job\ndata: " + job_json(*job) + "\n\n";
        if (text != follower.told && !follower.channel->push(text)) *follower.gone = true;
        follower.told = std::move(text);
        if (!has_ended(job->state)) continue;
        *follower.gone = true;
        follower.channel->close();
    }
    std::erase_if(followers_, [](const Follower& follower) { return follower.gone->load(); });
    return {};
}

Result<void> JobWatch::tell_workspaces() {
    std::map<Uuid, std::map<Uuid, std::string>> now;
    std::vector<store::StoredEvent> news;
    {
        STRATUM_TRY(const auto lease, pool_.read());
        for (const Uuid& workspace : hub_.workspaces())
            STRATUM_TRY_VOID(look_at_workspace(*lease, workspace, now[workspace], news));
    }
    STRATUM_TRY_VOID(hub_.publish(news));
    told_ = std::move(now);
    return {};
}

Result<void> JobWatch::look_at_workspace(store::Database& database, const Uuid& workspace,
                                         std::map<Uuid, std::string>& now,
                                         std::vector<store::StoredEvent>& news) const {
    const auto told = told_.find(workspace);
    const bool fresh = told == told_.end();
    for (const auto& filter : {store::JobFilter{.limit = kMostWatched},
                               store::JobFilter{.state = store::JobState::running, .limit = kMostWatched}}) {
        STRATUM_TRY(const auto jobs, store::list_jobs(database, workspace, filter));
        for (const auto& job : jobs) {
            std::string text = job_json(job);
            const auto* const known = fresh ? nullptr : find_in(told->second, job.id);
            // Who begins to listen is not told what ended long ago.
            const bool old = fresh && has_ended(job.state);
            if (!old && (known == nullptr || *known != text) && !now.contains(job.id)) news.push_back(event_of(job));
            now[job.id] = std::move(text);
        }
    }
    return {};
}

store::StoredEvent JobWatch::event_of(const store::Job& job) const {
    return {.id = ids_.next(),
            .time = clock_.now(),
            .event = {job.workspace, "job.updated", to_text(job.id), "{\"job\":" + job_json(job) + "}", ""}};
}

}  // namespace stratum::platform
