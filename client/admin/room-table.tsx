import type { AdminRoom } from '#server/contract/http.ts';
import { dayAndTime, lengthWords, sizeWords } from '#client/ui/when.ts';

/** One row a room, and under it who was there and when. Rooms have no titles here: those are sealed. */
export function RoomTable({ rooms }: { rooms: readonly AdminRoom[] | undefined }) {
  if (rooms === undefined) return <p class="soft">Loading…</p>;
  if (rooms.length === 0) return <p class="soft">No room was made yet.</p>;
  return (
    <div class="table-frame" tabIndex={0} role="region" aria-labelledby="admin-rooms">
      <table>
        <thead>
          <tr>
            <th scope="col">Made</th>
            <th scope="col">Therapist</th>
            <th scope="col">State</th>
            <th scope="col">Length</th>
            <th scope="col">Kept</th>
            <th scope="col">Who was there</th>
          </tr>
        </thead>
        <tbody>
          {rooms.map((room) => (
            <Row key={room.room} room={room} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ room }: { room: AdminRoom }) {
  return (
    <tr data-room={room.room}>
      <th scope="row">{dayAndTime(room.createdAt)}</th>
      <td>{room.therapist}</td>
      <td>{room.status === 'open' ? 'open' : 'ended'}</td>
      <td>{lengthWords(room.durationMs)}</td>
      <td>
        {sizeWords(room.bytes)}
        <span class="soft"> in {room.updates} updates</span>
      </td>
      <td>
        {room.visits.length === 0 && <span class="soft">nobody yet</span>}
        <ul class="visits">
          {room.visits.map((visit) => (
            <li key={`${visit.member}${visit.from}`}>
              {visit.label}, {dayAndTime(visit.from)}
              {visit.to === undefined ? ', still there' : `, ${lengthWords(visit.to - visit.from)}`}
            </li>
          ))}
        </ul>
      </td>
    </tr>
  );
}
