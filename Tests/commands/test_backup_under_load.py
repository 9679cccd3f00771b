"""Backups while people order: each is one moment of the database, with all that was acknowledged before."""

import threading

import orders
from judging import run, succeeded

CLIENTS, BACKUPS = 3, 3


class Crowd:
    """People who order one after the other until they are told to stop."""

    def __init__(self, server, logins):
        self.acknowledged, self.troubles = [], []
        self.is_ending = threading.Event()
        self.threads = [
            threading.Thread(target=self._order, args=(server, login, 1000 * (index + 1)), daemon=True)
            for index, login in enumerate(logins)]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.is_ending.set()
        for thread in self.threads:
            thread.join(timeout=60)
            assert not thread.is_alive(), "a client does not end"

    def _order(self, server, login, index):
        try:
            browser = orders.signed_in(server.port, login)
            while not self.is_ending.is_set():
                order = orders.Order(index)
                order.place(browser)
                self.acknowledged.append(order)
                index += 1
        except Exception as error:
            self.troubles.append(f"{login}: {error!r}")

    def wait_for(self, count):
        """Until so many are acknowledged in all."""
        for _ in range(600):
            if len(self.acknowledged) >= count or self.troubles:
                break
            self.is_ending.wait(0.05)
        assert not self.troubles, self.troubles
        assert len(self.acknowledged) >= count, "nobody gets an order through"


def test_a_backup_holds_every_order_that_was_acknowledged_before_it(
        engine, demo, new_database, serve, tmp_path):
    logins = orders.add_orderers(demo.address, CLIENTS)
    began = int(demo.rows("SELECT COUNT(*) FROM cases")[0][0])
    server = serve(demo)
    taken = []
    with Crowd(server, logins) as crowd:
        for number in range(BACKUPS):
            crowd.wait_for(4 + len(crowd.acknowledged))
            known = list(crowd.acknowledged)
            file = tmp_path / f"backup{number}"
            succeeded(run("backup", demo, file))
            taken.append((file, known, len(crowd.acknowledged) - len(known)))
    assert not crowd.troubles, crowd.troubles
    server.stop()
    assert any(meanwhile for _, _, meanwhile in taken), "nobody ordered while a backup was made"

    for file, known, _ in taken:
        restored = new_database(engine)
        succeeded(run("restore", restored, file))
        assert succeeded(run("verify", restored, "--json")).strip() == '{"broken":[],"sound":true}'
        assert_whole(restored, known, began)
    assert_whole(demo, crowd.acknowledged, began)


def assert_whole(database, known, began):
    found = database.rows("""
        SELECT c.id, c.number, n.value FROM cases c
        JOIN person_identifiers n ON n.recipient_id = c.recipient_id AND n.valid_to IS NULL""")
    found = [tuple(row) for row in found]
    missing = [order.number for order in known if found.count((order.draft, order.number, order.person)) != 1]
    assert not missing, f"acknowledged and not there once: {missing}"
    assert len(found) == len(set(found)) >= began + len(known)
    assert len({person for _, _, person in found}) == len(found), "somebody was ordered for twice"
    half = database.rows("""
        SELECT c.number FROM cases c
        WHERE (SELECT COUNT(*) FROM submissions s WHERE s.case_id = c.id) <> 1
            OR NOT EXISTS (SELECT 1 FROM duties d WHERE d.case_id = c.id)
            OR NOT EXISTS (SELECT 1 FROM booking_contacts b WHERE b.case_id = c.id)
            OR EXISTS (SELECT 1 FROM drafts d WHERE d.id = c.id)
            OR (SELECT COUNT(*) FROM event_subjects s JOIN events e ON e.id = s.event_id
                WHERE s.subject = 'case' AND s.subject_id = c.id AND e.kind = 'caseSubmitted') <> 1""")
    assert not half, f"half-written: {half}"
