import { bo, imani, incident, ms, noor, signal } from './script.ts';
import type { Story } from './script.ts';

/** The wordings of one false claim, that polling places shut early, as it is passed on. */
const WORDINGS: readonly [language: string, text: string][] = [
  [
    'en',
    'Heads up: they told us at the door that polls in Harlow County close an hour early today. Go now.',
  ],
  ['en', 'Harlow County polls close ONE HOUR EARLY. Tell everyone you know!'],
  ['en', 'is it true that polls in harlow close an hour early?? my aunt just got a text'],
  [
    'en',
    'My neighbor works the polls. Closing time was moved up by an hour, no announcement. Harlow County.',
  ],
  ['en', 'RT if you vote in Harlow: doors shut an hour early this year because of staffing'],
  [
    'es',
    'Atención: en el condado de Harlow los centros de votación cierran una hora antes. Vayan ya.',
  ],
  ['es', 'Me acaban de decir que hoy cierran una hora antes las casillas en Harlow. Pásenlo.'],
  ['es', '¿Alguien sabe si es cierto que cierran más temprano en Harlow? Mi mamá está asustada.'],
  [
    'en',
    'So now they are closing our polling places early. Harlow County, an hour before everyone else. Share before they delete this.',
  ],
  ['zh', '注意：Harlow 县的投票站今天提前一小时关门，请赶快去投票，转发给家人。'],
  ['zh', '朋友说今天投票站提早一小时关，是真的吗？'],
  ['vi', 'Mọi người ơi, quận Harlow hôm nay đóng cửa phòng phiếu sớm một tiếng, đi bầu ngay đi!'],
  ['en', 'not just harlow. hearing the same from Brindle County, polls shutting an hour early'],
  [
    'en',
    'Confirmed by a guy at the gas station: Brindle and Harlow polls both close early. Unreal.',
  ],
  [
    'tl',
    'Uy, maaga raw magsasara ang presinto sa Harlow County, isang oras na mas maaga. Ipasa ninyo!',
  ],
  ['ko', '할로 카운티 투표소가 오늘 한 시간 일찍 문을 닫는다고 합니다. 서둘러 주세요.'],
  ['ht', 'Atansyon: nan Harlow County biwo vòt yo ap fèmen inèdtan pi bonè jodi a. Pase mesaj la.'],
  ['ar', 'انتباه: مراكز الاقتراع في مقاطعة هارلو ستغلق قبل ساعة من الموعد. انشروا الخبر.'],
  [
    'en',
    'Group chat says if you are not in line an hour before the posted time they turn you away. Statewide.',
  ],
  ['en', 'They just changed the closing time for the WHOLE STATE?? why is nobody reporting this'],
  [
    'en',
    'screenshot going round says statewide closing moved one hour earlier "due to power grid maintenance"',
  ],
  [
    'es',
    'Circula una captura que dice que todo el estado cierra una hora antes por mantenimiento eléctrico.',
  ],
  [
    'fr',
    'On me dit que les bureaux de vote ferment une heure plus tôt dans le comté de Harlow, faites passer.',
  ],
  [
    'en',
    'Power grid maintenance = polls close early. Very convenient. Wonder which neighborhoods get cut off.',
  ],
  [
    'en',
    'Mom called crying because she thinks she missed it. They said polls close an hour early now.',
  ],
  ['zh', '有截图说全州投票提前一小时结束，因为电网维修。大家快去！'],
  ['vi', 'Có hình chụp nói toàn tiểu bang đóng cửa sớm một tiếng vì bảo trì điện. Thật không?'],
  [
    'en',
    'EVERYONE in line gets sent home an hour before close. Seen it with my own eyes at the Oakmere gym.',
  ],
  ['en', 'Which state is this early closing thing about? Seeing it for three different ones now'],
  ['ko', '정전 때문에 주 전체 투표가 한 시간 일찍 끝난다는 캡처가 돌고 있어요. 사실인가요?'],
  [
    'en',
    'polls closing early is the oldest trick there is. check with your county before you panic',
  ],
  ['tl', 'Totoo ba na isang oras na mas maaga magsara sa buong estado dahil sa kuryente?'],
  [
    'es',
    'No es cierto lo del cierre temprano, llamé a la oficina del condado y el horario es el de siempre.',
  ],
  ['ht', 'Yo di tout eta a ap fèmen inèdtan pi bonè akòz kouran. Eske se vre?'],
];

/** Where the claim turns up as it travels: first one state, then those that read each other's posts. */
const PLACES = [
  'US-PA',
  'US-PA',
  'US-PA',
  'US-OH',
  'US-PA',
  'US-MI',
  'US-WI',
  'US-PA',
  'US-NV',
  'US-AZ',
] as const;
const HANDLES = [
  'porchlight',
  'tin.lantern',
  'mapleandrust',
  'kestrel_rides',
  'two_left_boots',
  'quietferry',
  'orchard_lane',
  'blue.thermos',
  'saltgrass',
  'nightshift_ben',
] as const;
const COUNT = 66;

/** From a handful in the first minutes to one every few seconds: gaps shrink as the claim spreads. */
function spreading(): Story['signals'] {
  return Array.from({ length: COUNT }, (_, index) => {
    const share = index / (COUNT - 1);
    const [language, wording] = WORDINGS[index % WORDINGS.length] ?? ['en', ''];
    const again = index >= WORDINGS.length;
    return {
      atMs: Math.round(ms('0:40') + (ms('8:40') - ms('0:40')) * share ** 0.6),
      source: index % 11 === 7 ? 'tips' : 'social',
      externalId: `early-close-${index + 1}`,
      // Those who pass it on change a word or two, and the place.
      text: again ? passedOn(wording, index) : wording,
      language,
      channel: index % 11 === 7 ? 'tip' : 'post',
      author: `@${HANDLES[index % HANDLES.length]}${again ? index : ''}`,
      url: `https://social.example/p/ec${1000 + index * 7}`,
      jurisdiction: PLACES[index % PLACES.length] ?? 'US-PA',
      observedOffsetMs: 4000 + (index % 5) * 3000,
    };
  });
}

function passedOn(wording: string, index: number): string {
  const lead = ['', 'Sharing: ', '>> ', '‼️ ', 'from my feed — '][index % 5] ?? '';
  const place = ['Harlow', 'Brindle', 'Pell', 'Tamsin'][index % 4] ?? 'Harlow';
  return `${lead}${wording.replaceAll('Harlow', place).replaceAll('harlow', place.toLowerCase())}`;
}

const official = [
  signal(
    'close-official-1',
    '4:12',
    'partners',
    'State election office: closing times are unchanged in every county. Anyone in line at closing time votes. Please point to the hours page.',
    {
      jurisdiction: 'US-PA',
      category: 'INFO.procedure',
      url: 'https://elections.example.gov/hours',
    },
  ),
  signal(
    'close-official-2',
    '5:48',
    'partners',
    'Platform trust desk: 41 posts on early closing labelled, 6 accounts under review. Send further links in one batch.',
    { category: 'INFO.procedure' },
  ),
  signal(
    'close-observer',
    '3:05',
    'field',
    'Observer at Oakmere gym: doors open, sign shows the usual hours, two voters asked whether they close early.',
    { jurisdiction: 'US-PA', category: 'INFO.procedure', severity: 'S4' },
  ),
];

export const rumourOfClosingTimes: Story = {
  signals: [...spreading(), ...official],
  actions: [
    ...incident(
      'early-close',
      '1:55',
      {
        title: 'False claim: “polls in Harlow County close an hour early”',
        signals: ['early-close-1', 'early-close-2', 'early-close-3'],
        severity: 'S3',
        category: 'INFO.procedure',
        jurisdictions: ['US-PA'],
      },
      [
        imani.acknowledges('2:20'),
        imani.links('2:48', 'early-close-4', 'early-close-5', 'early-close-6', 'early-close-7'),
        imani.changes(
          '3:10',
          {
            severity: 'S2',
            nextStep: 'Get the county’s hours page on record, then brief the platforms',
          },
          'doubling every two minutes, now in Spanish and Chinese',
        ),
        imani.confirms('3:15'),
        imani.links('3:30', 'close-observer', 'early-close-8', 'early-close-9', 'early-close-10'),
        imani.changes(
          '4:20',
          { veracity: 'confirmed-false' },
          'state election office: hours unchanged in every county',
        ),
        imani.links('4:24', 'close-official-1'),
        imani.changes(
          '5:05',
          { jurisdictions: ['US-PA', 'US-OH', 'US-MI'] },
          'the same wording with other county names',
        ),
        imani.notes(
          '5:20',
          'Correction in five languages sent to county social teams. The screenshot about the power grid is the one that spreads now.',
        ),
        imani.links(
          '5:55',
          'close-official-2',
          'early-close-14',
          'early-close-19',
          'early-close-20',
          'early-close-21',
        ),
        imani.tags('6:00', 'correction-out', 'multilingual'),
        imani.mitigates(
          '7:40',
          'Corrections pinned by three states; labels on by two platforms. New posts still arrive, fewer are shared.',
        ),
      ],
    ),
    ...incident(
      'early-close-nv',
      '6:20',
      {
        title: 'Early-closing claim reaches Nevada with a county name swapped in',
        signals: ['early-close-25'],
        severity: 'S3',
        category: 'INFO.procedure',
        jurisdictions: ['US-NV'],
      },
      [
        noor.acknowledges('6:50'),
        noor.notes(
          '7:05',
          'Word for word the Harlow text. Watching whether it needs its own correction.',
        ),
        noor.merges('7:25', 'early-close'),
      ],
    ),
    ...incident(
      'early-close-relay',
      '8:50',
      {
        title: 'Ten new accounts post the early-closing screenshot within a minute',
        signals: ['early-close-61', 'early-close-62', 'early-close-63'],
        severity: 'S3',
        category: 'INFO.coordinated-behaviour',
        jurisdictions: ['US-PA', 'US-WI'],
      },
      [bo.acknowledges('9:25')],
    ),
  ],
};
