#include "stratum/store/jobs/job_announcer.hpp"

#include <chrono>
#include <utility>

namespace stratum::store {

JobAnnouncer::JobAnnouncer(Publish publish, Logger log, Seconds pause)
    : publish_(std::move(publish)), log_(std::move(log)), pause_(pause) {
    thread_ = std::jthread{[this](const std::stop_token& stop) { run(stop); }};
}

JobAnnouncer::~JobAnnouncer() {
    thread_.request_stop();
    thread_.join();
}

void JobAnnouncer::announce(std::span<const JobName> jobs) {
    {
        const std::scoped_lock lock{mutex_};
        waiting_.insert(waiting_.end(), jobs.begin(), jobs.end());
        for (; waiting_.size() > kMostWaiting; ++forgotten_) waiting_.pop_front();
    }
    changed_.notify_all();
}

void JobAnnouncer::run(const std::stop_token& stop) {
    bool works = true;
    std::unique_lock lock{mutex_};
    while (changed_.wait(lock, stop, [this] { return !waiting_.empty(); })) {
        const JobName job = waiting_.front();
        waiting_.pop_front();
        lock.unlock();
        const auto done = publish_(job);
        lock.lock();
        if (done) {
            works = true;
            ++announced_;
            continue;
        }
        // Once for each time that it goes away.
        if (std::exchange(works, false))
            log_.warning("jobs can not be named to workers at the moment", {{"error", done.error().text()}});
        if (stop.stop_requested()) return;
        waiting_.push_front(job);
        changed_.wait_for(lock, stop, std::chrono::duration<double>{pause_.value()}, [] { return false; });
    }
}

}  // namespace stratum::store
